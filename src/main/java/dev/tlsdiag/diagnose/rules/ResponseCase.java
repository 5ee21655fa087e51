package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What became of a request on one hop.
 *
 * @param place with the step of HTTP
 * @param reply who made the response, where that is a proxy
 * @param other status of the same request along the other path; empty where there is none
 */
record ResponseCase(
    Place place, HttpExchange exchange, Optional<ProxyReply> reply, OptionalInt other) {
  private static final int FIRST_FAILURE = 400;
  private static final int FIRST_SERVER_FAILURE = 500;

  ResponseCase {
    requireNonNull(place, "place is null");
    requireNonNull(exchange, "exchange is null");
    requireNonNull(reply, "reply is null");
    requireNonNull(other, "other is null");
  }

  /** Of every hop with a request. */
  static Stream<ResponseCase> of(HopTrace trace, Facts facts) {
    OptionalInt other =
        facts
            .control()
            .filter(control -> !control.equals(trace))
            .flatMap(control -> control.clientHop().http())
            .map(HttpExchange::status)
            .orElse(OptionalInt.empty());
    return Place.of(trace, Step.Kind.HTTP)
        .map(
            place -> {
              HttpExchange exchange = ((Step.Http) place.step()).exchange();
              return new ResponseCase(place, exchange, ProxyReply.of(exchange), other);
            });
  }

  /** Of what the client got; later hops only hand it on. */
  static Stream<ResponseCase> ofClient(HopTrace trace, Facts facts) {
    return of(trace, facts).limit(1);
  }

  /** 0 where no response came. */
  int status() {
    return exchange.status().orElse(0);
  }

  /** Whether the response is one of Envoy, by its {@code server} header. */
  boolean serverIsEnvoy() {
    String server = exchange.responseHeader("server").orElse("").toLowerCase(Locale.ROOT);
    return server.equals("envoy") || server.equals("istio-envoy");
  }

  boolean because(ProxyReply.Cause cause) {
    return reply.filter(r -> r.cause() == cause).isPresent();
  }

  /** Whether the other path gets the very same status: then this one's proxy may have no part. */
  boolean same() {
    return other.isPresent() && other.getAsInt() == status();
  }

  /** Whether the other path gets an answer that is none of a failure. */
  boolean otherWorks() {
    return other.isPresent() && other.getAsInt() < FIRST_FAILURE;
  }

  /** Likewise, or one that only the server itself can have made up. */
  boolean otherAnswers() {
    return other.isPresent() && other.getAsInt() < FIRST_SERVER_FAILURE;
  }

  /** Whether the client of the hop knows that it talks to a proxy. */
  boolean toProxy() {
    return place.hop().to().role() == Party.Role.PROXY;
  }

  /** The host that the URL names. */
  String urlHost() {
    String rest = exchange.target().replaceFirst("^[a-z]+://", "");
    int slash = rest.indexOf('/');
    return HostName.ofAuthority(slash < 0 ? rest : rest.substring(0, slash));
  }

  /** The host that the Host header or :authority names, without the port. */
  String askedHost() {
    return HostName.ofAuthority(exchange.authority());
  }

  /** {@code ; the direct path answers 200}; empty where there is nothing to compare. */
  String besides() {
    return other.isPresent() && !same() ? "; the other path answers " + other.getAsInt() : "";
  }
}
