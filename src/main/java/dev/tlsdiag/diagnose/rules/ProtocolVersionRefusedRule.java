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
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Transport;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code protocol-version-refused}: the ends have no TLS version in common, says one of them. */
final class ProtocolVersionRefusedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "protocol-version-refused",
          Severity.ERROR,
          "The ends of a connection have no TLS version in common",
          "the version is refused",
          "Let both ends allow a version that the other one has; 1.2 and 1.3 are wanted today.",
          List.of(
              new Fix(
                  "Envoy",
                  "tls_params with tls_minimum_protocol_version and tls_maximum_protocol_version:"
                      + " upstream both default to TLS 1.2"),
              new Fix("nginx", "proxy_ssl_protocols TLSv1.2 TLSv1.3; ssl_protocols for clients"),
              new Fix("HAProxy", "server … ssl ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.3"),
              new Fix("curl", "--tlsv1.2, --tls-max 1.3")),
          Optional.of("supported_versions"),
          Set.of(
              "handshake-failure-alert",
              "proxy-made-status",
              "proxy-tls-error",
              "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.receivedAlert(
        INFO, trace, mesh, Set.of(AlertDescription.PROTOCOL_VERSION), "");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(
            place ->
                place.serverSaid(AlertDescription.PROTOCOL_VERSION)
                    || place.clientSaid(AlertDescription.PROTOCOL_VERSION))
        .map(ProtocolVersionRefusedRule::finding);
  }

  /** A hello with a list says what it takes; one without takes what is older too. */
  private static String offered(ClientHello hello, boolean datagrams) {
    List<String> listed =
        hello.supportedVersions().stream()
            .filter(version -> !version.isGrease())
            .map(ProtocolVersion::name)
            .toList();
    return listed.isEmpty()
        ? "; the hello offers at most " + hello.maxVersion(datagrams).name()
        : "; the hello offers " + (listed.size() == 1 ? "only " : "") + String.join(", ", listed);
  }

  /** OpenSSL's flag for a hello that offers one version alone. */
  private static Optional<String> onlyVersion(Place place) {
    List<ProtocolVersion> offered =
        place
            .hello()
            .map(hello -> hello.supportedVersions().stream().filter(v -> !v.isGrease()).toList())
            .orElse(List.of());
    if (offered.size() != 1) {
      return Optional.empty();
    }
    return offered.get(0).equals(ProtocolVersion.TLS_1_3)
        ? Optional.of(" -tls1_3")
        : Optional.of(" -tls1_2").filter(f -> offered.get(0).equals(ProtocolVersion.TLS_1_2));
  }

  private static Finding finding(Place place) {
    boolean server = place.serverSaid(AlertDescription.PROTOCOL_VERSION);
    String offered =
        place
            .hello()
            .map(hello -> offered(hello, place.last().transport() == Transport.DTLS))
            .orElse("");
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "the %s ends the handshake with alert 70 protocol_version%s"
                .formatted(server ? "server" : "client", offered));
    Optional<String> flag = onlyVersion(place);
    if (server && flag.isPresent()) {
      finding =
          finding.check(
              ShellCommand.connect(place.last().server(), place.last().serverName()) + flag.get(),
              "alert 70");
    }
    boolean proxyHeader = place.hop().preamble().flatMap(Preamble::proxyHeader).isPresent();
    return proxyHeader
        ? finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the server may not expect the PROXY header before the hello",
                "the same hello without send-proxy")
        : finding;
  }
}
