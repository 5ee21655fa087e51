package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.x509.ChainProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code incomplete-chain}: a server does not send the intermediates of its certificate. */
final class IncompleteChainRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "incomplete-chain",
          Severity.ERROR,
          "A server does not send the intermediate certificates of its chain",
          "the server's chain lacks an intermediate",
          "Let the server send its certificate and every intermediate, without the root.",
          List.of(
              new Fix("nginx", "ssl_certificate FILE with the leaf first, then the intermediates"),
              new Fix("HAProxy", "bind … crt FILE with the leaf, the intermediates and the key"),
              new Fix("Envoy", "tls_certificates: certificate_chain with the intermediates"),
              new Fix("Kubernetes", "tls.crt of the secret: the leaf, then the intermediates"),
              new Fix("clients", "the intermediate in the trust store, as a stopgap")),
          Optional.empty(),
          Set.of("upstream-bundle-lacks-issuer", "untrusted-internal-ca", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace).flatMap(c -> finding(c, facts).stream());
  }

  private static Optional<Finding> finding(CertificateCase c, Facts facts) {
    if (ofInterceptor(c, facts)) {
      return Optional.empty();
    }
    if (c.verification().isEmpty()) {
      return c.place().clientSaid(AlertDescription.UNKNOWN_CA)
              && c.chain().filter(ServerChain::seemsIncomplete).isPresent()
          ? Optional.of(captured(c))
          : Optional.empty();
    }
    if (!c.has(ChainProblem.Kind.INCOMPLETE_CHAIN)) {
      return Optional.empty();
    }
    Optional<String> known = c.intermediateKnownTo(facts);
    if (known.isPresent()) {
      return Optional.of(
          of(
              c,
              "; the direct client accepts it because its trust store has that intermediate, %s"
                  .formatted(known.get())));
    }
    return c.lacksOnlyItsAuthority() || directVerifies(facts)
        ? Optional.empty()
        : Optional.of(untested(c, facts));
  }

  /** An interceptor's leaf without its authority is a matter of trust, not of the chain. */
  private static boolean ofInterceptor(CertificateCase c, Facts facts) {
    return !c.place().upstream()
        && c.intercepted(facts).orElse(c.place().hop().to().role() == Party.Role.PROXY);
  }

  private static boolean directVerifies(Facts facts) {
    return CertificateCase.control(facts).filter(CertificateCase::verified).isPresent();
  }

  private static Finding untested(CertificateCase c, Facts facts) {
    boolean both =
        CertificateCase.control(facts)
            .filter(control -> control.has(ChainProblem.Kind.INCOMPLETE_CHAIN))
            .isPresent();
    Finding finding = of(c, both ? ", on both paths" : "");
    return both ? finding : doubted(finding);
  }

  private static Finding captured(CertificateCase c) {
    ServerChain chain = c.chain().orElseThrow();
    return doubted(
        of(
            c,
            chain.namesIssuersAddress()
                ? "; the certificate says where its issuer's can be fetched"
                : "; the issuer is not among them"));
  }

  private static Finding doubted(Finding finding) {
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the verifier may lack the authority that issued it directly",
            "the same check with that authority in the bundle");
  }

  private static Finding of(CertificateCase c, String more) {
    int sent = c.chain().map(chain -> chain.sent().size()).orElse(1);
    String issuer = c.chain().map(chain -> ", issued by " + chain.issuer()).orElse("");
    return Finding.of(
            INFO,
            c.place(),
            c.severity(),
            "the server sends %d certificate%s%s, and nothing that leads to a root%s"
                .formatted(sent, sent == 1 ? "" : "s", issuer, more))
        .check(
            "openssl s_client -connect %s -showcerts".formatted(c.place().server()),
            "the leaf's issuer is not among the certificates");
  }
}
