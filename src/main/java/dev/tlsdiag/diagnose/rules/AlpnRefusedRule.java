package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code alpn-refused}: a server speaks none of the protocols that the ClientHello offers. */
final class AlpnRefusedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "alpn-refused",
          Severity.ERROR,
          "A server speaks none of the ALPN protocols that it is offered",
          "the server speaks none of the protocols offered",
          "Offer a protocol that the server has, or let the server speak this one.",
          List.of(
              new Fix("Envoy", "alpn_protocols: [h2, http/1.1] in the common_tls_context"),
              new Fix("nginx", "http2 on; beside listen … ssl"),
              new Fix("HAProxy", "bind … ssl alpn h2,http/1.1; server … ssl alpn http/1.1"),
              new Fix("curl", "--http1.1, --no-alpn as a test")),
          Optional.of("alpn"),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> place.serverSaid(AlertDescription.NO_APPLICATION_PROTOCOL))
        .map(AlpnRefusedRule::finding);
  }

  private static Finding finding(Place place) {
    List<String> offered = place.hello().map(ClientHello::alpnProtocols).orElse(List.of());
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "the server has none of the protocols offered (%s): alert 120 no_application_protocol"
                .formatted(offered.isEmpty() ? "none" : String.join(", ", offered)));
    return ShellCommand.offering(offered)
        .map(
            flag ->
                finding.check(
                    ShellCommand.connect(place.last().server(), place.last().serverName()) + flag,
                    "alert 120"))
        .orElse(finding);
  }
}
