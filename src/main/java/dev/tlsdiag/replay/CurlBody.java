package dev.tlsdiag.replay;

import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The body of a request, as curl puts it together of {@code -d}, {@code -F} and their like. */
final class CurlBody {
  private static final String BOUNDARY = "------------------------tlsdiag7c1e5a90b2d4";
  private static final int MAX_BYTES = 64 << 20;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final ByteArrayOutputStream form = new ByteArrayOutputStream();
  private boolean present;
  private boolean json;
  private boolean multipart;
  private boolean upload;

  boolean isPresent() {
    return present;
  }

  boolean isJson() {
    return json;
  }

  boolean isUpload() {
    return upload;
  }

  String contentType() {
    return upload
        ? ""
        : json
            ? "application/json"
            : multipart
                ? "multipart/form-data; boundary=" + BOUNDARY
                : "application/x-www-form-urlencoded";
  }

  Optional<Bytes> content() {
    if (!present) {
      return Optional.empty();
    }
    if (!multipart) {
      return Optional.of(Bytes.wrap(data.toByteArray()));
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(form.toByteArray());
    whole.writeBytes(ascii("--" + BOUNDARY + "--\r\n"));
    return Optional.of(Bytes.wrap(whole.toByteArray()));
  }

  /**
   * {@code -d} and {@code --data-binary}.
   *
   * @param stripped whether line ends and NULs of a file are left out
   */
  void data(String value, boolean stripped) throws IOException {
    if (!value.startsWith("@")) {
      raw(value);
      return;
    }
    byte[] content = bytes(value.substring(1));
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (byte b : content) {
      if (!stripped || b != '\n' && b != '\r' && b != 0) {
        kept.write(b);
      }
    }
    part(kept.toByteArray());
  }

  void raw(String value) {
    part(value.getBytes(StandardCharsets.UTF_8));
  }

  void urlEncode(String value) throws IOException {
    raw(urlEncoded(value));
  }

  /** Parts follow each other as they are, unlike those of forms. */
  void json(String value) throws IOException {
    json = true;
    present = true;
    data.writeBytes(
        value.startsWith("@") ? bytes(value.substring(1)) : value.getBytes(StandardCharsets.UTF_8));
  }

  void upload(String file) throws IOException {
    upload = true;
    present = true;
    data.writeBytes(bytes(file.equals(".") ? "-" : file));
  }

  /** {@code content}, {@code =content}, {@code name=content}, {@code @file}, {@code name@file}. */
  static String urlEncoded(String value) throws IOException {
    int equals = value.indexOf('=');
    int at = value.indexOf('@');
    boolean file = at >= 0 && (equals < 0 || at < equals);
    int mark = file ? at : equals;
    String name = mark <= 0 ? "" : value.substring(0, mark) + "=";
    byte[] content =
        file
            ? bytes(value.substring(at + 1))
            : value.substring(mark + 1).getBytes(StandardCharsets.UTF_8);
    String encoded =
        URLEncoder.encode(
                new String(content, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1)
            .replace("*", "%2A")
            .replace("%7E", "~");
    return name + encoded;
  }

  /**
   * {@code name=text}, {@code name=@file} (an upload), {@code name=<file} (its text), each with
   * {@code ;type=} and {@code ;filename=}.
   */
  void form(String value, boolean special) throws IOException {
    int equals = value.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("'%s' is not name=content".formatted(value));
    }
    present = true;
    multipart = true;
    String name = value.substring(0, equals);
    String content = value.substring(equals + 1);
    String type = "";
    String fileName = "";
    byte[] bytes;
    if (special) {
      String[] parts = content.split(";(?=(?:type|filename|headers|encoder)=)", -1);
      content = parts[0];
      for (int i = 1; i < parts.length; i++) {
        String part = parts[i].substring(parts[i].indexOf('=') + 1).replaceAll("^\"|\"$", "");
        type = parts[i].startsWith("type=") ? part : type;
        fileName = parts[i].startsWith("filename=") ? part : fileName;
      }
    }
    if (special && content.startsWith("@")) {
      bytes = bytes(content.substring(1));
      fileName =
          fileName.isEmpty() ? Path.of(content.substring(1)).getFileName().toString() : fileName;
      type = type.isEmpty() ? "application/octet-stream" : type;
    } else if (special && content.startsWith("<")) {
      bytes = bytes(content.substring(1));
    } else {
      bytes = content.replaceAll("^\"|\"$", "").getBytes(StandardCharsets.UTF_8);
    }
    StringBuilder head = new StringBuilder("--" + BOUNDARY + "\r\n");
    head.append("Content-Disposition: form-data; name=\"").append(name).append('"');
    head.append(fileName.isEmpty() ? "" : "; filename=\"" + fileName + "\"").append("\r\n");
    head.append(type.isEmpty() ? "" : "Content-Type: " + type + "\r\n").append("\r\n");
    form.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    form.writeBytes(bytes);
    form.writeBytes(ascii("\r\n"));
  }

  private void part(byte[] bytes) {
    if (data.size() > 0) {
      data.write('&');
    }
    present = true;
    data.writeBytes(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of a file, or of standard input for {@code -}. */
  static byte[] bytes(String file) throws IOException {
    if (file.equals("-")) {
      return System.in.readNBytes(MAX_BYTES);
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IOException("'%s' is larger than 64 MiB".formatted(file));
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file '%s'".formatted(file), e);
    }
  }

  static List<String> lines(String file) throws IOException {
    return new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
  }

  /** Of {@code @file}. */
  static String text(String atFile) throws IOException {
    return new String(bytes(atFile.substring(1)), StandardCharsets.UTF_8);
  }
}
