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
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.StrictChecks;
import dev.tlsdiag.x509.Verification;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code interception-ca-fails-strict-x509}: an interceptor's certificates lack extensions that
 * strict verifiers insist on.
 */
final class InterceptionCaFailsStrictX509Rule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "interception-ca-fails-strict-x509",
          Severity.ERROR,
          "An interceptor's certificates lack what strict verifiers such as Python 3.13 ask for",
          "strict clients refuse the interceptor's certificate",
          "Issue the interception authority and its leaves again with subject and authority key"
              + " identifiers and critical basicConstraints: tlsdiag ca init does.",
          List.of(
              new Fix(
                  "openssl",
                  "basicConstraints=critical,CA:TRUE; keyUsage=critical,keyCertSign,cRLSign;"
                      + " subjectKeyIdentifier=hash; authorityKeyIdentifier=keyid:always"),
              new Fix("Python", "context.verify_flags &= ~ssl.VERIFY_X509_STRICT, as a stopgap"),
              new Fix("browserup-proxy", "a release that writes the authority key identifier")),
          Optional.empty(),
          Set.of("untrusted-internal-ca"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> !c.place().upstream() && c.chain().isPresent() && ofInterceptor(c, facts))
        .flatMap(c -> finding(c).stream());
  }

  private static boolean ofInterceptor(CertificateCase c, Facts facts) {
    boolean proxy = c.place().hop().to().role() == Party.Role.PROXY;
    // A connection taken for a proxy's only because it is alone may well be to a public server.
    boolean known =
        c.refused() || c.verification().isPresent() || c.place().trace().serverHop().seen();
    return c.intercepted(facts).orElse(proxy && known);
  }

  private static Optional<Finding> finding(CertificateCase c) {
    List<ChainProblem> problems = problems(c);
    boolean refused = c.verification().isEmpty() && c.refused();
    // The JDK says certificate_unknown of every certificate, and insists on none of these.
    boolean java = c.place().hello().filter(JavaOmitsSniRule::isJava).isPresent();
    boolean saysOtherwise =
        refused
            && (java
                || !c.place()
                    .clientSaid(
                        AlertDescription.BAD_CERTIFICATE, AlertDescription.CERTIFICATE_UNKNOWN));
    // A problem that the client found itself is what ended it, whatever strict ones would say.
    if (problems.isEmpty() || c.problem().isPresent() || saysOtherwise) {
      return Optional.empty();
    }
    String first = problems.get(0).message();
    String message =
        problems.size() == 1 ? first : first + ", and %d more".formatted(problems.size() - 1);
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                refused ? Severity.ERROR : unused(problems),
                refused
                    ? "the client refuses the interceptor's certificates, and strict clients do so:"
                        + " "
                        + message
                    : "it works here, and strict clients refuse it: " + message)
            .check(
                "openssl s_client -connect %s -CAfile CA -x509_strict"
                    .formatted(c.place().server()),
                "Missing Authority Key Identifier, or Basic Constraints of CA cert not marked"
                    + " critical");
    return Optional.of(
        refused
            ? finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "the client may not trust the authority at all, or expect one certificate only",
                    "the same client with VERIFY_X509_STRICT off, or Python 3.12")
            : finding);
  }

  /** An authority without keyUsage is what openssl req makes unless told, and harms few. */
  private static Severity unused(List<ChainProblem> problems) {
    return problems.stream().allMatch(problem -> problem.message().contains("keyUsage"))
        ? Severity.NOTE
        : Severity.WARNING;
  }

  /** Of what was sent, and of the authority in the trust store, which is not sent as a rule. */
  private static List<ChainProblem> problems(CertificateCase c) {
    List<X509Certificate> all = new ArrayList<>(c.chain().orElseThrow().certificates());
    c.verification()
        .flatMap(Verification::anchor)
        .filter(anchor -> !all.contains(anchor))
        .ifPresent(all::add);
    List<ChainProblem> problems = new ArrayList<>();
    for (int depth = 0; depth < all.size(); depth++) {
      problems.addAll(StrictChecks.extensionProblems(all.get(depth), depth));
    }
    return problems;
  }
}
