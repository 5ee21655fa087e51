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
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code ca-installed-but-in-the-wrong-store}: one program of a machine trusts the authority,
 * another reads another store.
 */
final class CaInstalledButInTheWrongStoreRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "ca-installed-but-in-the-wrong-store",
          Severity.ERROR,
          "One program of a machine trusts the authority, and another reads another trust store",
          "the program reads a trust store without the authority",
          "Give the authority to the store that this very program reads: tlsdiag ca env prints the"
              + " settings.",
          List.of(
              new Fix("Python", "REQUESTS_CA_BUNDLE or SSL_CERT_FILE: public roots and this one"),
              new Fix("AWS CLI", "AWS_CA_BUNDLE or ca_bundle: public roots and this one"),
              new Fix("Node", "NODE_EXTRA_CA_CERTS: this one only, it is added"),
              new Fix("Java", "keytool -importcert -cacerts, or -Djavax.net.ssl.trustStore=FILE"),
              new Fix("curl", "--cacert FILE, or CURL_CA_BUNDLE"),
              new Fix("git", "http.sslCAInfo FILE")),
          Optional.empty(),
          Set.of("untrusted-internal-ca", "cert-pinning", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> !c.place().upstream() && c.verification().isEmpty())
        .filter(c -> c.place().last().answer().kind() == Answer.Kind.SERVER_HELLO)
        .filter(c -> c.place().clientSaid(AlertDescription.UNKNOWN_CA))
        .flatMap(c -> finding(c, facts).stream());
  }

  private static Optional<Finding> finding(CertificateCase c, Facts facts) {
    String issuer = c.chain().map(chain -> " from " + chain.issuer()).orElse("");
    return OtherProgram.accepting(c, facts)
        .map(
            other ->
                Finding.of(
                        INFO,
                        c.place(),
                        Severity.ERROR,
                        "this program (JA4 %s) does not know the authority of the certificate%s; another on %s (JA4 %s) accepts it (%s)"
                            .formatted(
                                OtherProgram.fingerprint(c.place().last()).orElseThrow(),
                                issuer,
                                other.client().host(),
                                OtherProgram.fingerprint(other).orElseThrow(),
                                c.place().whereSeen(other)))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "the other program may not verify at all",
                        "tlsdiag ca env, and the issuer in each of those stores"));
  }
}
