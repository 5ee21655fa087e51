package dev.tlsdiag.mesh.policy;

import java.util.Locale;
import java.util.Optional;

/** Whether an item of {@code rules.http} allows a request. */
final class HttpMatch {
  private HttpMatch() {}

  static Match allows(PortRule.HttpRule rule, Attempt.Request request) {
    Match match =
        whole("path", rule.path(), request.path())
            .and(whole("method", rule.method(), request.method()))
            .and(whole("host", rule.host(), request.authority()));
    for (String header : rule.headers()) {
      match = match.and(header(header, request));
    }
    for (PortRule.HeaderMatch header : rule.headerMatches()) {
      match = match.and(header(header, request));
    }
    return match;
  }

  private static Match whole(String what, Optional<String> regex, String value) {
    if (regex.isEmpty() || regex.get().isEmpty()) {
      return Match.YES;
    }
    return HttpRegex.matches(regex.get(), value)
        .map(Match::of)
        .orElse(Match.maybe("whether the %s matches '%s'".formatted(what, regex.get())));
  }

  /** {@code X-Key: value}, {@code X-Key value} or {@code X-Key}; the first space parts the two. */
  private static Match header(String written, Attempt.Request request) {
    int space = written.indexOf(' ');
    String name = space < 0 ? written : written.substring(0, space);
    String key = name.endsWith(":") ? name.substring(0, name.length() - 1) : name;
    Optional<String> value = value(key, request);
    return Match.of(
        space < 0
            ? value.isPresent()
            : value.isPresent() && value.get().equals(written.substring(space + 1)));
  }

  private static Match header(PortRule.HeaderMatch header, Attempt.Request request) {
    if (header.mismatch().isPresent()) {
      return Match.YES; // the request goes on, perhaps with another header
    }
    Optional<String> value = value(header.name(), request);
    if (header.secret().isPresent()) {
      return value.isEmpty()
          ? Match.NO
          : Match.maybe(
              "whether the header %s has the value in the secret %s"
                  .formatted(header.name(), header.secret().get()));
    }
    return Match.of(
        value.isPresent()
            && (header.value().isEmpty() || header.value().get().equals(value.get())));
  }

  private static Optional<String> value(String name, Attempt.Request request) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case ":authority", "host" -> Optional.of(request.authority());
      case ":method" -> Optional.of(request.method());
      case ":path" -> Optional.of(request.path());
      default -> Optional.ofNullable(request.headers().get(name.toLowerCase(Locale.ROOT)));
    };
  }
}
