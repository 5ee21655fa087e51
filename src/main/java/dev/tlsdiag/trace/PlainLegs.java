package dev.tlsdiag.trace;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What two connections with a request in the clear have in common: a reverse proxy hands on method
 * and path, and many headers.
 */
final class PlainLegs {
  private static final List<String> CLIENT_ADDRESS =
      List.of("x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip", "true-client-ip");

  private static final List<String> REQUEST_ID =
      List.of("x-request-id", "x-correlation-id", "traceparent", "x-b3-traceid");

  private final IdentityHashMap<Connection, Optional<HttpExchange>> exchanges =
      new IdentityHashMap<>();

  /** How much two requests are one. */
  enum Likeness {
    /** One of them is none. */
    UNKNOWN,
    /** Another method or path. */
    OTHER,
    SAME_PATH,
    /** The second names the client of the first. */
    NAMES_CLIENT,
    /** An identifier of the request is on both. */
    SAME_ID
  }

  Likeness of(Connection downstream, Connection upstream) {
    Optional<HttpExchange> in = exchange(downstream);
    Optional<HttpExchange> out = exchange(upstream);
    if (in.isEmpty() || out.isEmpty()) {
      return Likeness.UNKNOWN;
    }
    if (!in.get().method().equals(out.get().method()) || !path(in.get()).equals(path(out.get()))) {
      return Likeness.OTHER;
    }
    if (shared(in.get(), out.get())) {
      return Likeness.SAME_ID;
    }
    String client = downstream.client().host();
    boolean named =
        CLIENT_ADDRESS.stream()
                .flatMap(name -> out.get().requestHeader(name).stream())
                .anyMatch(value -> value.contains(client))
            && CLIENT_ADDRESS.stream()
                .flatMap(name -> in.get().requestHeader(name).stream())
                .noneMatch(value -> value.contains(client));
    return named ? Likeness.NAMES_CLIENT : Likeness.SAME_PATH;
  }

  private static boolean shared(HttpExchange in, HttpExchange out) {
    return REQUEST_ID.stream()
        .anyMatch(
            name ->
                in.requestHeader(name).isPresent()
                    && in.requestHeader(name).equals(out.requestHeader(name)));
  }

  private static String path(HttpExchange exchange) {
    return exchange.target().replaceFirst("^[a-z]+://[^/?#]*", "");
  }

  private Optional<HttpExchange> exchange(Connection connection) {
    return exchanges.computeIfAbsent(
        connection,
        c ->
            c.first().preamble().isPresent() && c.first().sent().isEmpty()
                ? PlainHttp.of(c.first())
                : Optional.empty());
  }
}
