package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.ChainProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code leaf-without-san}: a certificate carries its name in the common name only. */
final class LeafWithoutSanRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "leaf-without-san",
          Severity.ERROR,
          "A server's certificate has no subjectAltName, the only place names are looked for",
          "the certificate has no subjectAltName",
          "Issue the certificate again with subjectAltName: tlsdiag ca issue HOST.",
          List.of(
              new Fix(
                  "openssl",
                  "x509 -req … -extfile <(printf 'subjectAltName=DNS:HOST'), or"
                      + " -copy_extensions copy"),
              new Fix("Cilium", "the terminatingTLS certificate needs the host as DNS name"),
              new Fix("cert-manager", "Certificate: spec.dnsNames")),
          Optional.empty(),
          Set.of("certificate-wrong-name", "untrusted-internal-ca", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> c.verification().isPresent() ? c.has(ChainProblem.Kind.NO_SAN) : lacks(c))
        .map(LeafWithoutSanRule::finding);
  }

  private static boolean lacks(CertificateCase c) {
    return c.chain().filter(chain -> !chain.hasAlternativeNames()).isPresent();
  }

  private static Finding finding(CertificateCase c) {
    String common =
        c.chain()
            .flatMap(chain -> chain.names().commonName())
            .map(name -> ", only the common name " + name)
            .orElse("");
    Optional<String> issuer = c.chain().map(ServerChain::issuer);
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                // Clients of old accept it: in a capture of them nothing is wrong.
                c.verification().isEmpty() && !c.refused() ? Severity.NOTE : c.severity(),
                "the certificate has no subjectAltName%s%s"
                    .formatted(common, issuer.map(name -> " (issued by " + name + ")").orElse("")))
            .with(c.confidence())
            .check(
                "openssl s_client -connect %s </dev/null | openssl x509 -noout -ext subjectAltName"
                    .formatted(c.place().server()),
                "No extensions in certificate");
    return c.problem().isEmpty() && c.refused()
        ? finding.notRuledOut(
            "the client may dislike something else in it: its issuer, its dates",
            "openssl verify -CAfile BUNDLE, then the same certificate with subjectAltName")
        : finding;
  }
}
