package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code keepalive-race}: a proxy sends a request on an idle connection that its server is closing.
 */
final class KeepaliveRaceRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "keepalive-race",
          Severity.ERROR,
          "A proxy sends a request on an idle connection that its server is closing",
          "the server had closed the idle connection",
          "Let the proxy give up idle connections sooner than the server does.",
          List.of(
              new Fix("Envoy", "common_http_protocol_options.idle_timeout below the server's"),
              new Fix("Envoy", "retry_on: reset-before-request,connect-failure"),
              new Fix("Istio", "DestinationRule connectionPool.http.idleTimeout"),
              new Fix("nginx", "keepalive_timeout in upstream below the server's"),
              new Fix("Node", "server.keepAliveTimeout above that of the proxy; 5 s by default"),
              new Fix("Gunicorn", "--keep-alive above that of the proxy; 2 s by default")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(response -> response.because(ProxyReply.Cause.CLOSED) && response.status() == 503)
        .filter(response -> response.reply().orElseThrow().product().equals("Envoy"))
        .filter(ResponseCase::otherAnswers)
        .filter(response -> upstreamUnseen(response.place()))
        .filter(response -> HostName.same(response.askedHost(), response.urlHost()))
        .map(KeepaliveRaceRule::finding);
  }

  /** Where the proxy's own hop was seen, that says more. */
  private static boolean upstreamUnseen(Place place) {
    return place.trace().hops().stream().skip(place.number()).noneMatch(Hop::seen);
  }

  private static Finding finding(ResponseCase response) {
    return Finding.of(
            INFO,
            response.place(),
            Severity.ERROR,
            "%s says that its server closed the connection before the response: 503%s"
                .formatted(response.reply().orElseThrow().product(), response.besides()))
        .with(Confidence.LOW)
        .notRuledOut(
            "a server that ends every such request: a strict mTLS port, HTTP/2 forced on HTTP/1.1",
            "the same request again at once: works = an idle connection was closed")
        .notRuledOut(
            "a server that fails now and then",
            "the time since the request before: the server's keep-alive timeout to the second");
  }
}
