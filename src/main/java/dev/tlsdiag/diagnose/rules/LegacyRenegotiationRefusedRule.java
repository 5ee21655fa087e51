package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code legacy-renegotiation-refused}: a server does not know secure renegotiation (RFC 5746), and
 * the client does not put up with that.
 */
final class LegacyRenegotiationRefusedRule implements Rule {
  private static final String WORDS = "unsafe legacy renegotiation disabled";

  private static final RuleInfo INFO =
      new RuleInfo(
          "legacy-renegotiation-refused",
          Severity.ERROR,
          "A server does not know secure renegotiation, and the client insists on it",
          "the client insists on secure renegotiation",
          "Update what answers there, mostly a firewall or load balancer in front of the server;"
              + " nothing was renegotiated yet.",
          List.of(
              new Fix("openssl", "s_client -legacy_server_connect, as a test"),
              new Fix("OpenSSL 3", "Options = UnsafeLegacyServerConnect in openssl.cnf, stopgap"),
              new Fix("Python", "context.options |= 0x4 (OP_LEGACY_SERVER_CONNECT), as a stopgap"),
              new Fix("Node", "secureOptions: crypto.constants.SSL_OP_LEGACY_SERVER_CONNECT")),
          Optional.empty(),
          Set.of("untrusted-internal-ca", "upstream-bundle-lacks-issuer", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace).flatMap(place -> finding(place, facts).stream());
  }

  private static Optional<Finding> finding(Place place, Facts facts) {
    boolean said =
        LibraryWords.containing(place, WORDS).isPresent() || LibraryWords.onPage(place, WORDS);
    boolean refused =
        silentOnRenegotiation(place)
            && place.clientSaid(AlertDescription.HANDSHAKE_FAILURE)
            && place.hello().filter(LegacyRenegotiationRefusedRule::insists).isPresent();
    if (!said && !refused) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the ServerHello has no renegotiation_info, and the client answers %s"
                    .formatted(
                        said
                            ? "'" + WORDS + "'"
                            : "it with alert 40 handshake_failure (received from client)"))
            .check(
                ShellCommand.connect(place.last().server(), place.last().serverName())
                    + " -legacy_server_connect",
                "Secure Renegotiation IS NOT supported");
    boolean other = facts.otherWith(place, h -> h.outcome().failed() == false).isPresent();
    return Optional.of(
        said || other || !finite(place)
            ? finding
            : finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "the client may find the server's Diffie-Hellman group too small",
                    "the client's own message: " + WORDS));
  }

  /** A ServerHello that agrees on a version in which a server has to say it (RFC 5746). */
  private static boolean silentOnRenegotiation(Place place) {
    return place
        .last()
        .serverHello()
        .filter(hello -> !hello.isHelloRetryRequest())
        .filter(hello -> !hello.version().isNewerThan(ProtocolVersion.TLS_1_2))
        .filter(hello -> hello.extension(ExtensionType.RENEGOTIATION_INFO).isEmpty())
        .isPresent();
  }

  /** By the extension, or by the cipher suite that stands for it. */
  private static boolean insists(ClientHello hello) {
    return hello.hasExtension(ExtensionType.RENEGOTIATION_INFO)
        || hello.cipherSuites().contains(CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  }

  /** Alert 40 by a client has another meaning where the server chose a finite-field group. */
  private static boolean finite(Place place) {
    return place
        .last()
        .serverHello()
        .filter(hello -> hello.cipherSuite().name().startsWith("TLS_DHE_"))
        .isPresent();
  }
}
