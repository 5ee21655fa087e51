package dev.tlsdiag.diagnose;

import dev.tlsdiag.diagnose.ProxyReply.Cause;
import dev.tlsdiag.trace.HttpExchange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What Envoy answers by itself, known by status and length alone. */
final class EnvoyBody {
  /**
   * Lengths of Envoy's bodies without a transport failure reason, and the reset reason's name:
   * first of a first attempt, then of a retried one, which has 23 characters more.
   */
  private static final List<Length> LENGTHS =
      List.of(
          new Length(57, "unspecified"),
          new Length(97, "local connection failure"),
          new Length(98, "remote connection failure"),
          new Length(91, "connection failure"),
          new Length(95, "connection termination"),
          new Length(84, "local reset"),
          new Length(99, "local refused stream reset"),
          new Length(81, "overflow"),
          new Length(85, "remote reset"),
          new Length(100, "remote refused stream reset"),
          new Length(106, "remote error with CONNECT request"),
          new Length(87, "protocol error"),
          new Length(109, "HTTP/1 premature upstream half close"),
          new Length(96, "remote reset (no error)"),
          new Length(120, "local connection failure"),
          new Length(121, "remote connection failure"),
          new Length(114, "connection failure"),
          new Length(118, "connection termination"),
          new Length(107, "local reset"),
          new Length(122, "local refused stream reset"),
          new Length(104, "overflow"),
          new Length(108, "remote reset"),
          new Length(123, "remote refused stream reset"),
          new Length(129, "remote error with CONNECT request"),
          new Length(110, "protocol error"),
          new Length(132, "HTTP/1 premature upstream half close"),
          new Length(119, "remote reset (no error)"));

  /** What Envoy and its filters answer without a body, or with one of a known length. */
  private static final List<Local> LOCAL =
      List.of(
          new Local(404, 0, "no route", Cause.NO_ROUTE),
          new Local(502, 0, "block_all, the outbound policy REGISTRY_ONLY", Cause.NO_ROUTE),
          new Local(503, 0, "no such cluster", Cause.NO_SERVER),
          new Local(500, 0, "no policy for the pod, of Cilium", Cause.POLICY),
          new Local(403, 15, "Access denied, of Cilium", Cause.POLICY),
          new Local(403, 19, "RBAC: access denied, of Istio", Cause.POLICY),
          new Local(503, 19, "no healthy upstream", Cause.NO_SERVER),
          new Local(504, 24, "upstream request timeout", Cause.RESPONSE_TIMEOUT),
          new Local(408, 14, "stream timeout", Cause.RESPONSE_TIMEOUT));

  private EnvoyBody() {}

  private record Local(int status, long bytes, String meaning, Cause cause) {
    String quote() {
      return (bytes == 0 ? "an empty " + status : status + " with " + bytes + " bytes")
          + ", as of: "
          + meaning;
    }
  }

  private record Length(long bytes, String reason) {}

  /** Of a response without a body to read: the answer to HEAD, a capture's headers. */
  static Optional<ProxyReply> reply(HttpExchange exchange, int status) {
    String server = exchange.responseHeader("server").orElse("").toLowerCase(Locale.ROOT);
    if (!server.equals("envoy") && !server.equals("istio-envoy")) {
      return Optional.empty();
    }
    OptionalInt length = length(exchange);
    if (length.isEmpty()) {
      return Optional.empty();
    }
    Optional<Local> local =
        LOCAL.stream()
            .filter(known -> known.status() == status && known.bytes() == length.getAsInt())
            .findFirst();
    if (local.isPresent()) {
      return Optional.of(
          new ProxyReply(
              ProxyReply.ENVOY, local.get().cause(), local.get().quote(), Optional.empty(), false));
    }
    return LENGTHS.stream()
        .filter(known -> known.bytes() == length.getAsInt() && status >= 500)
        .findFirst()
        .map(
            known ->
                new ProxyReply(
                    ProxyReply.ENVOY,
                    ProxyReply.resetCause(known.reason(), ""),
                    "%d bytes, as of reset reason: %s".formatted(known.bytes(), known.reason()),
                    Optional.empty(),
                    false));
  }

  private static OptionalInt length(HttpExchange exchange) {
    return exchange
        .responseHeader("content-length")
        .filter(value -> value.matches("[0-9]{1,9}"))
        .map(value -> OptionalInt.of(Integer.parseInt(value)))
        .orElseGet(() -> whole(exchange) ? OptionalInt.of(0) : OptionalInt.empty());
  }

  /** Whether all of the body was seen, and there is none. */
  private static boolean whole(HttpExchange exchange) {
    return !exchange.method().equals("HEAD")
        && exchange.problem().isEmpty()
        && exchange.responseBytes() == 0;
  }
}
