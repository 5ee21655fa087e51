package dev.tlsdiag.mesh.hubble;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** By what a proxy parsed of HTTP. */
final class HttpFilter {
  private HttpFilter() {}

  static Predicate<FlowRecord> of(String field, String value) {
    Predicate<Layer7.Http> wanted =
        switch (field) {
          case "http_status_code" -> status(value);
          case "http_method" -> http -> http.method().equalsIgnoreCase(value);
          case "http_path" -> {
            Pattern pattern = FlowCriteria.regex(value);
            yield http -> pattern.matcher(pathOnly(http.url())).find();
          }
          case "http_url" -> {
            Pattern pattern = FlowCriteria.regex(value);
            yield http -> pattern.matcher(http.url()).find();
          }
          default -> header(value);
        };
    return flow -> flow.http().filter(wanted).isPresent();
  }

  /** {@code 404}, or all that begin with a digit or two: {@code 5+}. */
  private static Predicate<Layer7.Http> status(String value) {
    if (value.matches("[1-5][0-9]{2}")) {
      int code = Integer.parseInt(value);
      return http -> http.code() == code;
    }
    if (!value.matches("[1-5][0-9]?\\+")) {
      throw FlowCriteria.problem("'" + value + "' is no status: 404, or 5+ for all that begin so");
    }
    String prefix = value.substring(0, value.length() - 1);
    return http -> http.code() != 0 && Integer.toString(http.code()).startsWith(prefix);
  }

  private static String pathOnly(String url) {
    String path = HttpUrl.path(url);
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static Predicate<Layer7.Http> header(String value) {
    int colon = value.indexOf(':');
    if (colon <= 0) {
      throw FlowCriteria.problem("'" + value + "' is not NAME:VALUE");
    }
    String name = value.substring(0, colon);
    String wanted = value.substring(colon + 1).strip();
    return http ->
        http.headers().stream()
            .anyMatch(h -> h.name().equalsIgnoreCase(name) && h.value().equals(wanted));
  }
}
