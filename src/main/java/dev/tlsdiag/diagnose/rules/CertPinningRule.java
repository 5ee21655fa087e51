package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code cert-pinning}: a client accepts one certificate or key only, and an interceptor's not. */
final class CertPinningRule implements Rule {
  /** OkHttp, curl, Chromium and Go programs. */
  private static final String[] WORDS = {
    "Certificate pinning failure",
    "does not match pinned public key",
    "ERR_SSL_PINNED_KEY_NOT_IN_CERT_CHAIN"
  };

  private static final RuleInfo INFO =
      new RuleInfo(
          "cert-pinning",
          Severity.ERROR,
          "A client accepts certain keys only (pinning), and an interceptor has others",
          "the client may expect another key (pinning)",
          "Let this host pass without interception: nobody but the program's maker can change its"
              + " pins.",
          List.of(
              new Fix("Cilium", "serverNames alone, without terminatingTLS, for this host"),
              new Fix("squid", "ssl_bump splice for this host"),
              new Fix("mitmproxy", "--ignore-hosts REGEX"),
              new Fix("OkHttp", "CertificatePinner: the interceptor's pin too, in a debug build"),
              new Fix("Android", "network-security-config: pin-set, debug-overrides")),
          Optional.empty(),
          Set.of("untrusted-internal-ca", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> !c.place().upstream())
        .filter(c -> c.place().last().answer().kind() == Answer.Kind.SERVER_HELLO)
        .flatMap(c -> finding(c, facts).stream());
  }

  private static Optional<Finding> finding(CertificateCase c, Facts facts) {
    if (LibraryWords.containing(c.place(), WORDS).isPresent()) {
      return Optional.of(
          of(c, "the client says that the certificate is not the one it expects (pinning)"));
    }
    boolean vague =
        c.verification().isEmpty()
            && c.refused()
            && !c.place()
                .clientSaid(
                    AlertDescription.UNKNOWN_CA,
                    AlertDescription.CERTIFICATE_EXPIRED,
                    AlertDescription.CERTIFICATE_REVOKED);
    return vague && !c.wrongNameOrDate()
        ? OtherProgram.accepting(c, facts).map(other -> doubtful(c, other))
        : Optional.empty();
  }

  private static Finding doubtful(CertificateCase c, Handshake other) {
    return of(
            c,
            "this program goes away after the certificate, which another on %s accepts (%s)"
                .formatted(other.client().host(), c.place().whereSeen(other)))
        .with(Confidence.LOW)
        .notRuledOut(
            "it may expect one key only (pinning)",
            "its own log: Certificate pinning failure, Pinned certificates for HOST")
        .notRuledOut(
            "it may read another trust store, which lacks the authority",
            "tlsdiag ca env, and the issuer in the store that it reads")
        .notRuledOut(
            "it may verify more strictly than the other",
            "openssl s_client -connect %s -CAfile CA -x509_strict".formatted(c.place().server()));
  }

  private static Finding of(CertificateCase c, String message) {
    return Finding.of(INFO, c.place(), Severity.ERROR, message)
        .check(
            "curl -v --connect-to ::%s https://HOST/".formatted(c.place().server()),
            "another client with the authority in its store works");
  }
}
