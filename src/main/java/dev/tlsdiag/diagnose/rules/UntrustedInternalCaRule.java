package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code untrusted-internal-ca}: a client does not trust the authority behind the certificate it is
 * shown, which where somebody intercepts is the interceptor's.
 */
final class UntrustedInternalCaRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "untrusted-internal-ca",
          Severity.ERROR,
          "A client does not trust the authority behind the certificate it is shown",
          "the client does not trust the certificate",
          "Give the authority's certificate to the store that this very client reads:"
              + " tlsdiag ca env prints the settings.",
          List.of(
              new Fix("curl", "--cacert FILE, or CURL_CA_BUNDLE"),
              new Fix("Python", "REQUESTS_CA_BUNDLE or SSL_CERT_FILE: public roots and this one"),
              new Fix("Node", "NODE_EXTRA_CA_CERTS: this one only, it is added"),
              new Fix("Java", "keytool -importcert -cacerts, or -Djavax.net.ssl.trustStore=FILE"),
              new Fix("Go", "SSL_CERT_FILE, or the system's store"),
              new Fix("AWS CLI", "AWS_CA_BUNDLE: it replaces the public roots, so add them")),
          Optional.empty(),
          Set.of("proxy-made-status", "proxy-tls-error", "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldDownstream.untrusted(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> !c.place().upstream())
        .filter(c -> distrusted(c, facts))
        .map(c -> finding(c, facts));
  }

  private static boolean distrusted(CertificateCase c, Facts facts) {
    if (c.verification().isPresent()) {
      return c.has(ChainProblem.Kind.UNTRUSTED_ROOT, ChainProblem.Kind.SELF_SIGNED)
          || c.has(ChainProblem.Kind.INCOMPLETE_CHAIN)
              && (ofProxy(c, facts) || c.lacksOnlyItsAuthority());
    }
    if (c.place().last().answer().kind() != Answer.Kind.SERVER_HELLO) {
      return false; // nothing was shown yet that could be trusted or not
    }
    if (c.place().clientSaid(AlertDescription.UNKNOWN_CA)) {
      return true;
    }
    // The other alerts may be about its names or dates, which other rules see.
    return c.place()
            .clientSaid(AlertDescription.CERTIFICATE_UNKNOWN, AlertDescription.BAD_CERTIFICATE)
        && ofProxy(c, facts)
        && !c.wrongNameOrDate();
  }

  /** Whether the certificate is a proxy's and not the server's. */
  private static boolean ofProxy(CertificateCase c, Facts facts) {
    return c.intercepted(facts).orElse(c.place().hop().to().role() == Party.Role.PROXY);
  }

  private static Finding finding(CertificateCase c, Facts facts) {
    boolean proxy = ofProxy(c, facts);
    String whose = proxy ? "the proxy's" : "the server's";
    String issuer = c.chain().map(chain -> " from " + chain.issuer()).orElse("");
    String store =
        c.verification().map(Verification::trustStore).map(s -> " (" + s + ")").orElse("");
    boolean selfSigned = c.has(ChainProblem.Kind.SELF_SIGNED);
    String message =
        (selfSigned
                ? "%s certificate is self-signed, and the client does not have it in its trust store%s"
                    .formatted(whose, store)
                : "the client does not trust %s certificate%s%s".formatted(whose, issuer, store))
            + c.chain()
                .flatMap(
                    chain ->
                        CertificateCase.control(facts)
                            .flatMap(CertificateCase::chain)
                            .filter(other -> proxy && !other.sameLeaf(chain))
                            .map(other -> "; the direct path shows one from " + other.issuer()))
                .orElse("");
    Finding finding = Finding.of(INFO, c.place(), c.severity(), message);
    boolean sure = c.problem().isPresent() || c.place().clientSaid(AlertDescription.UNKNOWN_CA);
    if (sure && c.has(ChainProblem.Kind.INCOMPLETE_CHAIN) && !proxy) {
      return finding
          .with(Confidence.MEDIUM)
          .notRuledOut(
              "the server may send too few certificates",
              "the certificate of its issuer: is that one an intermediate?");
    }
    if (sure) {
      return finding;
    }
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the client may expect one certificate only (pinning), or dislike something else in it",
            "another client on that machine, with the same store");
  }
}
