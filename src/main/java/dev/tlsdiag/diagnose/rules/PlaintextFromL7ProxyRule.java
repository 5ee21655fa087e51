package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code plaintext-answer-from-l7-proxy}: a proxy takes the ClientHello for HTTP, and answers in
 * the clear.
 */
final class PlaintextFromL7ProxyRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "plaintext-answer-from-l7-proxy",
          Severity.ERROR,
          "A proxy parses HTTP where its client speaks TLS",
          "the proxy answers in plain HTTP",
          "Let the proxy end TLS on this port, or pass it on without looking for HTTP.",
          List.of(
              new Fix(
                  "Cilium",
                  "rules.http on a TLS port need terminatingTLS and originatingTLS, or serverNames alone"),
              new Fix(
                  "Istio",
                  "name the port tls or https, not http: in Service, ServiceEntry and Gateway"),
              new Fix("Envoy", "a transport_socket with TLS on the filter chain, or tcp_proxy"),
              new Fix("nginx", "listen … ssl; or stream with ssl_preread"),
              new Fix("HAProxy", "bind … ssl crt, or mode tcp")),
          Optional.empty(),
          Set.of("proxy-made-status", "plaintext-answer"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> PlaintextPeer.of(place, facts) == PlaintextPeer.L7_PROXY)
        .map(place -> finding(place, facts));
  }

  private static Finding finding(Place place, Facts facts) {
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the proxy answers the ClientHello in plain HTTP: "
                    + PlaintextPeer.firstLine(place))
            .check("curl -v http://%s/".formatted(place.server()), "the same HTTP answer");
    if (!PlaintextPeer.takenDirectly(facts)) {
      return finding
          .with(Confidence.MEDIUM)
          .notRuledOut(
              "the server behind it may speak plain HTTP on this port",
              "the same request without the proxy");
    }
    // The server's own complaint about bytes that it cannot read comes back the same way.
    return place.trace().hops().size() > place.number() && place.trace().serverHop().seen()
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the answer may be the server's, to a proxy that puts TLS into TLS of its own or"
                    + " a PROXY header before it",
                "the same request as http://: is it answered? else the proxy's configuration"
                    + " towards the server");
  }
}
