package dev.tlsdiag.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.wire.Bytes;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds one request in a HAR file, reading entry by entry: such files may be large. */
final class HarReader {
  /** What the HTTP client adds by itself, or what belongs to a connection that is gone. */
  private static final Set<String> DROPPED =
      Set.of("content-length", "connection", "keep-alive", "transfer-encoding", "proxy-connection");

  private static final int LONGEST_TEXT = 64 << 20;

  private final String name;
  private final Optional<String> wanted;

  HarReader(String name, Optional<String> wanted) {
    this.name = name;
    this.wanted = wanted;
  }

  ReplayRequest read(Path file) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
            .build();
    List<String> seen = new ArrayList<>();
    JsonNode only = null;
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = new ObjectMapper(factory).createParser(in)) {
      if (!toEntries(parser)) {
        throw new IllegalArgumentException("'%s' is no HAR: it has no log.entries".formatted(name));
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        JsonNode entry = parser.readValueAsTree();
        JsonNode request = entry.path("request");
        seen.add(request.path("method").asText("?") + " " + request.path("url").asText("?"));
        if (wanted.isPresent() && matches(wanted.get(), seen.size(), request)) {
          return request(request);
        }
        only = request;
      }
    } catch (JsonProcessingException e) {
      String place =
          Optional.ofNullable(e.getLocation())
              .map(at -> "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()))
              .orElseGet(e::getOriginalMessage);
      throw new IllegalArgumentException("'%s' is no JSON: %s".formatted(name, place), e);
    } catch (CharConversionException e) {
      throw new IllegalArgumentException("'%s' is no JSON: %s".formatted(name, e.getMessage()), e);
    }
    if (wanted.isEmpty() && seen.size() == 1) {
      return request(only);
    }
    String what =
        wanted
            .map(w -> "'%s' has no entry '%s'".formatted(name, w))
            .orElse("'%s' has %d entries: say which by --entry".formatted(name, seen.size()));
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < Math.min(5, seen.size()); i++) {
      list.append(i == 0 ? ": " : ", ").append(i + 1).append(' ').append(seen.get(i));
    }
    throw new IllegalArgumentException(what + list + (seen.size() > 5 ? " …" : ""));
  }

  private static boolean toEntries(JsonParser parser) throws IOException {
    return parser.nextToken() == JsonToken.START_OBJECT
        && toField(parser, "log")
        && parser.nextToken() == JsonToken.START_OBJECT
        && toField(parser, "entries")
        && parser.nextToken() == JsonToken.START_ARRAY;
  }

  private static boolean toField(JsonParser parser, String field) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (parser.currentName().equals(field)) {
        return true;
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return false;
  }

  private static boolean matches(String wanted, int number, JsonNode request) {
    if (wanted.matches("[0-9]{1,9}")) {
      return number == Integer.parseInt(wanted);
    }
    String pattern = Pattern.quote(wanted).replace("*", "\\E.*\\Q");
    return request.path("url").asText("").matches(pattern);
  }

  private static ReplayRequest request(JsonNode request) {
    List<HttpExchange.Header> headers = new ArrayList<>();
    for (JsonNode header : request.path("headers")) {
      String headerName = header.path("name").asText("");
      boolean pseudo = headerName.startsWith(":"); // Chrome lists those of HTTP/2 too
      if (!pseudo
          && !headerName.isEmpty()
          && !DROPPED.contains(headerName.toLowerCase(Locale.ROOT))) {
        headers.add(new HttpExchange.Header(headerName, header.path("value").asText("")));
      }
    }
    Optional<Bytes> body = body(request.path("postData"));
    String method = request.path("method").asText("GET");
    CurlUrl url = CurlUrl.parse(request.path("url").asText(""));
    return new ReplayRequest(method, url.url(), headers, body);
  }

  private static Optional<Bytes> body(JsonNode postData) {
    if (postData.isMissingNode() || postData.isNull()) {
      return Optional.empty();
    }
    String text = postData.path("text").asText("");
    if (postData.path("encoding").asText("").equals("base64")) {
      return Optional.of(Bytes.wrap(java.util.Base64.getMimeDecoder().decode(text)));
    }
    if (text.isEmpty() && postData.path("params").size() > 0) {
      List<String> pairs = new ArrayList<>();
      for (JsonNode param : postData.path("params")) {
        pairs.add(encoded(param.path("name")) + "=" + encoded(param.path("value")));
      }
      text = String.join("&", pairs);
    }
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encoded(JsonNode text) {
    return URLEncoder.encode(text.asText(""), StandardCharsets.UTF_8);
  }
}
