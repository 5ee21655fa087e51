package dev.tlsdiag.report.check;

import java.nio.charset.StandardCharsets;

/** Names of files as relative URI references (RFC 3986 section 4.2). */
final class FileUri {
  private FileUri() {}

  static String of(String file) {
    StringBuilder uri = new StringBuilder();
    String plain = file.startsWith("./") ? file.substring(2) : file;
    for (byte b : plain.replace('\\', '/').getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean bare =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "/-._~".indexOf(c) >= 0;
      uri.append(bare ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return plain.startsWith("/") ? "file://" + uri : uri.toString();
  }
}
