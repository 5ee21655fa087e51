package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.PlainHttp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code host-has-port-no-route}: a proxy has a route for the host, not for host and port. */
final class HostHasPortNoRouteRule implements Rule {
  private static final Pattern WITH_PORT = Pattern.compile(".+:[0-9]{1,5}");

  private static final RuleInfo INFO =
      new RuleInfo(
          "host-has-port-no-route",
          Severity.ERROR,
          "A proxy has no route for a Host with a port",
          "the proxy has no route for the host with its port",
          "Let the proxy's domains hold the name with the port too, or strip the port.",
          List.of(
              new Fix("Envoy", "strip_any_host_port or strip_matching_host_port: true"),
              new Fix("Envoy", "domains: [\"name\", \"name:*\"]"),
              new Fix("Istio", "the port number in the hosts' service or ServiceEntry"),
              new Fix("client", "Host: name, without the port")),
          Optional.empty(),
          Set.of("proxy-made-status", "registry-only-blackhole"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.hostPort(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(response -> response.because(ProxyReply.Cause.NO_ROUTE) && !response.same())
        .filter(response -> WITH_PORT.matcher(response.exchange().authority()).matches())
        .filter(response -> !response.exchange().authority().startsWith("["))
        .filter(response -> HostName.same(response.askedHost(), response.urlHost()))
        .filter(response -> !answeredWithoutPort(response, facts, s -> s == response.status()))
        .map(response -> finding(response, facts));
  }

  private static Finding finding(ResponseCase response, Facts facts) {
    Finding finding =
        Finding.of(
            INFO,
            response.place(),
            Severity.ERROR,
            "%s has no route for Host %s: %d%s"
                .formatted(
                    response.reply().orElseThrow().product(),
                    response.exchange().authority(),
                    response.status(),
                    response.besides()));
    return answeredWithoutPort(response, facts, status -> status < 400)
        ? finding
        : finding
            .with(Confidence.LOW)
            .notRuledOut(
                "the proxy may have no route for " + response.askedHost() + " at all",
                "the same request with Host " + response.askedHost());
  }

  /** Whether another request to the same address, without the port, got such a status. */
  private static boolean answeredWithoutPort(
      ResponseCase response, Facts facts, IntPredicate status) {
    return facts.seen().stream()
        .filter(h -> response.place().hop().to().endpoint().filter(h.server()::equals).isPresent())
        .flatMap(HostHasPortNoRouteRule::exchange)
        .filter(other -> status.test(other.status().orElse(500)))
        .filter(other -> !WITH_PORT.matcher(other.authority()).matches())
        .anyMatch(other -> HostName.same(other.authority(), response.askedHost()));
  }

  private static Stream<HttpExchange> exchange(Handshake handshake) {
    return PlainHttp.of(handshake).stream();
  }
}
