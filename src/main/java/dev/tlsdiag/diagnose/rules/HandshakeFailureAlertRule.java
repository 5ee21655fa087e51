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
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code handshake-failure-alert}: a server ends the handshake with alert 40, which has four common
 * causes, or with another one that servers send when nothing better fits.
 */
final class HandshakeFailureAlertRule implements Rule {
  /** What leaves the cause open, as Go and Java servers say of whatever they did not foresee. */
  private static final AlertDescription[] VAGUE = {
    AlertDescription.HANDSHAKE_FAILURE,
    AlertDescription.INSUFFICIENT_SECURITY,
    AlertDescription.INTERNAL_ERROR,
    AlertDescription.ILLEGAL_PARAMETER,
    AlertDescription.ACCESS_DENIED
  };

  private static final RuleInfo INFO =
      new RuleInfo(
          "handshake-failure-alert",
          Severity.ERROR,
          "A server ends the handshake with an alert that does not say why, mostly 40",
          "the server answers with alert 40",
          "Vary one thing at a time, the name first: name, cipher suites, groups, client"
              + " certificate.",
          List.of(
              new Fix(
                  "nginx", "proxy_ssl_server_name on; proxy_ssl_ciphers; proxy_ssl_certificate"),
              new Fix(
                  "Envoy",
                  "sni, or tls_params: cipher_suites and ecdh_curves (default X25519 and P-256)"),
              new Fix("HAProxy", "server … ssl sni … ciphers … curves … crt FILE"),
              new Fix("Java", "jdk.tls.disabledAlgorithms may forbid what the server needs")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.handshakeFailure(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> place.serverSaid(VAGUE))
        .map(HandshakeFailureAlertRule::finding);
  }

  private static Finding finding(Place place) {
    boolean agreed = place.last().answer().kind() == Answer.Kind.SERVER_HELLO;
    AlertDescription said = ((Outcome.Alerted) place.last().outcome()).description();
    boolean negotiated =
        said.equals(AlertDescription.HANDSHAKE_FAILURE)
            || said.equals(AlertDescription.INSUFFICIENT_SECURITY);
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the server ends the handshake with alert %d %s, %s"
                    .formatted(
                        said.code(),
                        said.name(),
                        agreed
                            ? "after its ServerHello: version and cipher suite were agreed on"
                            : "as its first answer to the ClientHello"))
            .with(Confidence.LOW)
            .withEffect("the server answers with alert " + said.code());
    String server = place.server();
    boolean named =
        place.hello().filter(hello -> hello.hasExtension(ExtensionType.SERVER_NAME)).isPresent();
    if (!agreed && !named) {
      finding =
          finding.notRuledOut(
              "the hello has no server_name",
              "openssl s_client -connect %s -servername NAME".formatted(server));
    }
    if (!negotiated) {
      finding = vague(finding, place);
    } else if (!agreed) {
      String name =
          place
              .last()
              .serverName()
              .flatMap(n -> ShellCommand.withName(place.last().server(), n))
              .orElse("openssl s_client -connect " + server);
      finding =
          finding
              .notRuledOut("no cipher suite in common", name + " -tls1_2 -cipher ALL:@SECLEVEL=0")
              .notRuledOut("no group in common", name + " -groups X25519:P-256:P-384:P-521");
    }
    return finding.notRuledOut(
        "the server wants a client certificate",
        "openssl s_client -connect %s -cert FILE -key FILE".formatted(server));
  }

  /** An alert of servers that met something they did not foresee. */
  private static Finding vague(Finding finding, Place place) {
    boolean protocols = place.hello().filter(hello -> !hello.alpnProtocols().isEmpty()).isPresent();
    Finding doubted =
        protocols
            ? finding
            : finding.notRuledOut(
                "the hello offers no ALPN protocol",
                "openssl s_client -connect %s -alpn h2,http/1.1".formatted(place.server()));
    return doubted.notRuledOut(
        "something else in this hello, or a fault of the server's own",
        "the server's log; tlsdiag probe %s: which change does it take?".formatted(place.server()));
  }
}
