package dev.tlsdiag.replay;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests as text: a request line, headers, an empty line, a body; {@code ###} between requests,
 * {@code @name = value} for variables and {@code {{name}}} where they go.
 */
final class HttpFile {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(?:([A-Z]+)\\s+)?(\\S.*?)(?:\\s+HTTP/[0-9.]+)?");
  private static final Pattern VARIABLE = Pattern.compile("@([A-Za-z0-9_.-]+)\\s*=\\s*(.*)");
  private static final Pattern USE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.$-]+)\\s*}}");
  private static final Pattern NAME = Pattern.compile("(?:#|//)\\s*@name[ =]\\s*(\\S+).*");

  private record Section(String name, int line, List<String> lines) {}

  private final String file;
  private final Map<String, String> variables = new HashMap<>();
  private final List<Section> sections = new ArrayList<>();

  private HttpFile(String file) {
    this.file = file;
  }

  static HttpFile parse(String file, String text) {
    HttpFile parsed = new HttpFile(file);
    List<String> lines = text.lines().toList();
    String title = "";
    int start = 0;
    for (int i = 0; i <= lines.size(); i++) {
      if (i == lines.size() || lines.get(i).startsWith("###")) {
        parsed.section(title, start, lines.subList(start, i));
        title = i < lines.size() ? lines.get(i).substring(3).strip() : "";
        start = i + 1;
      }
    }
    return parsed;
  }

  private void section(String title, int start, List<String> lines) {
    String name = title;
    int at = 0;
    for (; at < lines.size(); at++) {
      String line = lines.get(at).strip();
      Matcher variable = VARIABLE.matcher(line);
      Matcher named = NAME.matcher(line);
      if (variable.matches()) {
        variables.put(variable.group(1), variable.group(2));
      } else if (named.matches()) {
        name = named.group(1);
      } else if (!line.isEmpty() && !isComment(line)) {
        break;
      }
    }
    if (at < lines.size()) {
      sections.add(new Section(name, start + at + 1, lines.subList(at, lines.size())));
    }
  }

  private static boolean isComment(String line) {
    return line.startsWith("#") || line.startsWith("//");
  }

  ReplayRequest request(Optional<String> wanted) {
    if (sections.isEmpty()) {
      throw new IllegalArgumentException("'%s' has no request".formatted(file));
    }
    for (int i = 0; i < sections.size(); i++) {
      String key = wanted.orElse("1");
      if (key.equals(Integer.toString(i + 1)) || key.equals(sections.get(i).name)) {
        return request(sections.get(i));
      }
    }
    throw new IllegalArgumentException(
        "'%s' has no request '%s': it has %d".formatted(file, wanted.orElse("1"), sections.size()));
  }

  private ReplayRequest request(Section section) {
    List<String> lines = section.lines;
    int at = 1;
    StringBuilder first = new StringBuilder(lines.get(0).strip());
    // A query may go on over indented lines.
    while (at < lines.size() && lines.get(at).matches("\\s+[?&].*")) {
      first.append(lines.get(at++).strip());
    }
    Matcher line = REQUEST_LINE.matcher(filled(first.toString(), section));
    if (!line.matches()) {
      throw new IllegalArgumentException(
          "'%s' line %d: no request line".formatted(file, section.line));
    }
    List<HttpExchange.Header> headers = new ArrayList<>();
    for (; at < lines.size() && !lines.get(at).isBlank(); at++) {
      String text = filled(lines.get(at), section);
      int colon = text.indexOf(':');
      if (colon > 0 && !isComment(text)) {
        headers.add(
            new HttpExchange.Header(
                text.substring(0, colon).strip(), text.substring(colon + 1).strip()));
      }
    }
    String url = line.group(2);
    if (url.startsWith("/")) {
      url =
          headers.stream()
                  .filter(header -> header.name().equalsIgnoreCase("Host"))
                  .map(HttpExchange.Header::value)
                  .findFirst()
                  .orElse("")
              + url;
    }
    List<String> body = new ArrayList<>();
    for (int i = at + 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith("> ") || lines.get(i).startsWith("<> ")) {
        break; // a script for the response, or where to store it
      }
      body.add(filled(lines.get(i), section));
    }
    while (!body.isEmpty() && body.get(body.size() - 1).isBlank()) {
      body.remove(body.size() - 1);
    }
    Optional<Bytes> content =
        body.isEmpty()
            ? Optional.empty()
            : Optional.of(Bytes.wrap(String.join("\n", body).getBytes(StandardCharsets.UTF_8)));
    String method = line.group(1) == null ? "GET" : line.group(1);
    return new ReplayRequest(method, CurlUrl.parse(url).url(), headers, content);
  }

  private String filled(String text, Section section) {
    String filled = text;
    for (int uses = 0; uses < 1000; uses++) { // values may use variables, even themselves
      Matcher use = USE.matcher(filled);
      if (!use.find()) {
        return filled;
      }
      String value = variables.get(use.group(1));
      if (value == null) {
        throw new IllegalArgumentException(
            "'%s': the request in line %d uses '%s', which the file does not set"
                .formatted(file, section.line, use.group(1)));
      }
      filled = use.replaceFirst(Matcher.quoteReplacement(value));
    }
    return filled;
  }
}
