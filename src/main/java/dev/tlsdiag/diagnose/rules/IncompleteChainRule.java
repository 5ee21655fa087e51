package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
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
    return CertificateCase.of(trace)
        .filter(c -> c.has(ChainProblem.Kind.INCOMPLETE_CHAIN))
        .filter(c -> !c.lacksOnlyItsAuthority())
        .filter(c -> !ofInterceptor(c, facts) && !directVerifies(facts))
        .map(c -> finding(c, facts));
  }

  /** An interceptor's leaf without its authority is a matter of trust, not of the chain. */
  private static boolean ofInterceptor(CertificateCase c, Facts facts) {
    return !c.place().upstream()
        && c.intercepted(facts).orElse(c.place().hop().to().role() == Party.Role.PROXY);
  }

  private static boolean directVerifies(Facts facts) {
    return CertificateCase.control(facts).filter(CertificateCase::verified).isPresent();
  }

  private static Finding finding(CertificateCase c, Facts facts) {
    int sent = c.chain().map(chain -> chain.sent().size()).orElse(1);
    String issuer = c.chain().map(chain -> ", issued by " + chain.issuer()).orElse("");
    boolean both =
        CertificateCase.control(facts)
            .filter(control -> control.has(ChainProblem.Kind.INCOMPLETE_CHAIN))
            .isPresent();
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                c.severity(),
                "the server sends %d certificate%s%s, and nothing that leads to a root%s"
                    .formatted(sent, sent == 1 ? "" : "s", issuer, both ? ", on both paths" : ""))
            .check(
                "openssl s_client -connect %s -showcerts".formatted(c.place().server()),
                "the leaf's issuer is not among the certificates");
    return both
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the verifier may lack the authority that issued it directly",
                "the same check with that authority in the bundle");
  }
}
