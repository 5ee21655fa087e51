package dev.tlsdiag.replay;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.wire.Bytes;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Where a response sends the client, and what it asks for there (RFC 9110 section 15.4). */
final class Redirection {
  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  private Redirection() {}

  static Optional<URI> of(Attempt attempt) {
    if (attempt.exchange().isEmpty() || attempt.problem().isPresent()) {
      return Optional.empty();
    }
    HttpExchange exchange = attempt.exchange().get();
    if (exchange.status().isEmpty() || !STATUSES.contains(exchange.status().getAsInt())) {
      return Optional.empty();
    }
    try {
      return exchange
          .responseHeader("Location")
          .map(location -> attempt.url().resolve(location.replace(" ", "%20")))
          .filter(url -> url.getScheme() != null && url.getRawAuthority() != null)
          .filter(url -> url.getScheme().toLowerCase(Locale.ROOT).matches("https?"));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no URL: nowhere to go
    }
  }

  /**
   * The next request. Another host gets no credentials, and a POST becomes a GET where browsers do
   * so.
   */
  static ReplayRequest follow(ReplayRequest request, URI location, int status, boolean keepMethod) {
    boolean elsewhere = !authority(request.url()).equals(authority(location));
    boolean toGet =
        !keepMethod
            && (status == 303 && !request.method().equals("HEAD")
                || (status == 301 || status == 302) && request.method().equals("POST"));
    List<HttpExchange.Header> headers =
        request.headers().stream()
            .filter(h -> !toGet || !h.name().toLowerCase(Locale.ROOT).startsWith("content-"))
            .filter(
                h ->
                    !elsewhere
                        || !Set.of("authorization", "cookie", "host")
                            .contains(h.name().toLowerCase(Locale.ROOT)))
            .toList();
    String method = toGet ? "GET" : request.method();
    Optional<Bytes> body = toGet ? Optional.empty() : request.body();
    return new ReplayRequest(method, withoutFragment(location), headers, body);
  }

  private static String authority(URI url) {
    return String.valueOf(url.getRawAuthority()).toLowerCase(Locale.ROOT);
  }

  private static URI withoutFragment(URI url) {
    String text = url.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? url : URI.create(text.substring(0, fragment));
  }
}
