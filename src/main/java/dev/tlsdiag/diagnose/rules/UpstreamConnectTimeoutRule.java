package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-connect-timeout}: a proxy waited for its connection to the server until its timer
 * ran out; the timer of most covers TCP and TLS.
 */
final class UpstreamConnectTimeoutRule implements Rule {
  /** What is refused is refused at once. */
  private static final Duration WAITED = Duration.ofMillis(900);

  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-connect-timeout",
          Severity.ERROR,
          "A proxy gave up waiting for its connection to the server",
          "the proxy cannot reach the server",
          "Capture the proxy's own leg: a SYN-ACK there means TLS, none means the network.",
          List.of(
              new Fix("Envoy", "connect_timeout of the cluster covers TCP and TLS"),
              new Fix("Istio", "istioctl proxy-config cluster: the SNI of the cluster"),
              new Fix("Cilium", "hubble observe --verdict DROPPED for the proxy's leg"),
              new Fix("network", "route and firewall between the proxy and the server")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.connectTimeout(INFO, trace);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.of(trace, Step.Kind.HTTP)
        .limit(1)
        .filter(place -> unseenBehind(place))
        .flatMap(place -> finding(place).stream());
  }

  /** Where the next hop was seen, what is wrong there has its own name. */
  private static boolean unseenBehind(Place place) {
    return place.number() >= place.trace().hops().size()
        || !place.trace().hops().get(place.number()).seen();
  }

  private static Optional<Finding> finding(Place place) {
    Step.Http http = (Step.Http) place.step();
    HttpExchange exchange = http.exchange();
    Optional<ProxyReply> reply = ProxyReply.of(exchange);
    if (exchange.status().orElse(0) < 500 || reply.isEmpty()) {
      return Optional.empty();
    }
    boolean waited = http.duration().filter(d -> d.compareTo(WAITED) >= 0).isPresent();
    boolean timeout =
        reply.get().cause() == ProxyReply.Cause.CONNECT_TIMEOUT
            || reply.get().cause() == ProxyReply.Cause.CONNECT && reply.get().wordless() && waited;
    if (!timeout) {
      return Optional.empty();
    }
    String after =
        http.duration().filter(d -> waited).map(d -> " after " + Durations.text(d)).orElse("");
    return Optional.of(
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "%s gave up connecting to the server%s: status %d (%s)"
                    .formatted(
                        reply.get().product(),
                        after,
                        exchange.status().getAsInt(),
                        reply.get().quote()))
            .withEffect("the client gets status " + exchange.status().getAsInt())
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "its SYN may never be answered: route, firewall, policy",
                "a capture of the proxy's leg: no SYN-ACK")
            .notRuledOut(
                "its ClientHello may never be answered: a name it lacks, its size, path MTU",
                "a capture of the proxy's leg: a SYN-ACK, a ClientHello, and silence")
            .notRuledOut(
                "the answer may come back past the proxy, which intercepts for others",
                "captures at two interfaces of the proxy's host"));
  }
}
