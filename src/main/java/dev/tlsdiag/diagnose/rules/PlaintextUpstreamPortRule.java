package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code plaintext-upstream-port}: a proxy opens TLS to a port whose server speaks plain text. */
final class PlaintextUpstreamPortRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "plaintext-upstream-port",
          Severity.ERROR,
          "A proxy speaks TLS to a port that speaks plain text",
          "the server speaks plain text on this port",
          "Lead the proxy to the server's TLS port, or let it speak plain HTTP to this one.",
          List.of(
              new Fix(
                  "Istio",
                  "DestinationRule: tls.mode DISABLE for this port, or a sidecar for the one pod without"),
              new Fix(
                  "Envoy",
                  "no transport_socket on the cluster, or the port of TLS in its endpoints"),
              new Fix("nginx", "proxy_pass http://… for a plain port"),
              new Fix("HAProxy", "server … without ssl"),
              new Fix("Cilium", "no originatingTLS where the server is plain")),
          Optional.empty(),
          Set.of(
              "proxy-made-status",
              "plaintext-answer",
              "proxy-tls-error",
              "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.raised(
        INFO,
        trace,
        mesh,
        "wrong_version_number",
        "the next hop answers the proxy's ClientHello with something that is not TLS");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> PlaintextPeer.of(place, facts) == PlaintextPeer.UPSTREAM_PORT)
        .map(place -> finding(place, facts));
  }

  /** An address of IPv6 has brackets, a pattern for curl and for shells. */
  private static String curl(String server) {
    return server.startsWith("[")
        ? "curl -v -g 'http://%s/'".formatted(server)
        : "curl -v http://%s/".formatted(server);
  }

  private static Finding finding(Place place, Facts facts) {
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "%s answers the proxy's ClientHello in plain text: %s"
                    .formatted(place.server(), PlaintextPeer.firstLine(place)))
            .check(curl(place.server()), "an answer in plain HTTP");
    Optional<Handshake> other = facts.otherWith(place, RefusedHello::taken);
    return other.isEmpty()
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "this port took another hello (%s)".formatted(place.whereSeen(other.get())),
                "one server of several may be plain: ask each address of the name");
  }
}
