package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code proxy-protocol-expected-missing}: a server that waits for a PROXY header gets a
 * ClientHello at once, and closes.
 */
final class ProxyProtocolExpectedMissingRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "proxy-protocol-expected-missing",
          Severity.ERROR,
          "A server expects a PROXY header that is not sent",
          "the server closes the connection",
          "Send a PROXY header before the ClientHello, or switch it off at the server.",
          List.of(
              new Fix("nginx", "listen 443 ssl; without proxy_protocol, or a sender that sends it"),
              new Fix(
                  "ingress-nginx",
                  "use-proxy-protocol and the load balancer's annotation: both or none"),
              new Fix("HAProxy", "server … send-proxy (v1) or send-proxy-v2; bind … accept-proxy"),
              new Fix("Envoy", "upstream_proxy_protocol; listener filter proxy_protocol"),
              new Fix("AWS", "target group attribute proxy_protocol_v2.enabled"),
              new Fix(
                  "Kubernetes",
                  "requests from inside to the public name go around the load balancer: use the"
                      + " internal one")),
          Optional.empty(),
          Set.of(
              "reset-after-client-hello",
              "close-after-client-hello",
              "silence-after-client-hello",
              "plaintext-answer",
              "tls-secret-not-delivered",
              "proxy-made-status",
              "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> ProxyHeader.version(place.last()).isEmpty())
        .filter(place -> wordless(place.last()))
        .flatMap(place -> accepted(place, facts).map(other -> finding(place, other)).stream());
  }

  /** It was ended without TLS, as by one who does not read TLS yet. */
  private static boolean wordless(Handshake h) {
    return Rejection.unexplained(h) || h.outcome() instanceof Outcome.Plaintext;
  }

  private static Optional<Handshake> accepted(Place place, Facts facts) {
    return facts.otherWith(
        place, other -> ProxyHeader.version(other).isPresent() && Rejection.accepted(other));
  }

  private static Finding finding(Place place, Handshake other) {
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "%s ends the connection after a ClientHello, and accepts one behind a PROXY header %s (%s)"
                .formatted(
                    place.server(),
                    ProxyHeader.version(other).orElseThrow(),
                    place.whereSeen(other)));
    return place.last().serverName().equals(other.serverName())
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the two hellos have different names: it may be that", "the same hello with both");
  }
}
