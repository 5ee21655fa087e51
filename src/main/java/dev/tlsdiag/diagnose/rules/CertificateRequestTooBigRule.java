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
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code certificate-request-too-big}: a server names so many authorities for client certificates
 * that the client does not take the message.
 */
final class CertificateRequestTooBigRule implements Rule {
  /** What Java accepts of one message; OpenSSL and others take less or more. */
  private static final int LEAST = 16 * 1024;

  private static final String[] WORDS = {
    "exceeds the maximum allowed size",
    "excessive message size",
    "EXCESSIVE_MESSAGE_SIZE",
    "Field length overflow"
  };

  private static final RuleInfo INFO =
      new RuleInfo(
          "certificate-request-too-big",
          Severity.ERROR,
          "A server's request for a client certificate lists more authorities than clients take",
          "the server's CertificateRequest is too big",
          "Shorten the list of client authorities: those that issue client certificates, not every"
              + " public root.",
          List.of(
              new Fix("HAProxy", "bind … ca-file with few authorities, and ca-verify-file for all"),
              new Fix(
                  "nginx", "ssl_client_certificate short, ssl_trusted_certificate for the rest"),
              new Fix("Apache", "SSLCADNRequestFile with the names to send"),
              new Fix(
                  "Java", "-Djdk.tls.maxHandshakeMessageSize=65536 at the client, as a stopgap"),
              new Fix("IIS", "SendTrustedIssuerList = 0 under SCHANNEL")),
          Optional.empty(),
          Set.of("client-certificate-required", "untrusted-internal-ca", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace).flatMap(place -> finding(place).stream());
  }

  private static Optional<Finding> finding(Place place) {
    int bytes = place.last().signs().certificateRequestBytes().orElse(0);
    Optional<String> said = LibraryWords.containing(place, WORDS);
    boolean seen = bytes > LEAST && ended(place.last().outcome());
    if (!seen && said.isEmpty()) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                bytes > 0
                    ? "the server's CertificateRequest has %d bytes, and the client ends it%s"
                        .formatted(bytes, said.map(words -> ": " + words).orElse(""))
                    : "the client does not take a message of the server: " + said.orElseThrow())
            .check(
                "openssl s_client -connect %s | grep -c '^CN\\|^C ='".formatted(place.server()),
                "thousands of lines under Acceptable client certificate CA names");
    if (bytes > LEAST && said.isPresent()) {
      return Optional.of(finding);
    }
    return Optional.of(
        bytes > LEAST
            ? finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "the client may have ended it for another reason", "the client's own message")
            : finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "the message may be the server's own chain of certificates",
                    "openssl s_client -connect %s -showcerts".formatted(place.server())));
  }

  private static boolean ended(Outcome outcome) {
    return outcome instanceof Outcome.Alerted alerted && alerted.by() == Side.CLIENT
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT
        || outcome instanceof Outcome.Reset reset && reset.by() == Side.CLIENT;
  }
}
