package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.ChainProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code certificate-wrong-name}: a server's certificate is not for the name asked for. */
final class CertificateWrongNameRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "certificate-wrong-name",
          Severity.ERROR,
          "A server's certificate is not for the name that the client checks",
          "the certificate is for another name",
          "Find out which is wrong: the name asked for, the name checked, or the certificate.",
          List.of(
              new Fix(
                  "Envoy", "auto_sni with auto_san_validation, or match_typed_subject_alt_names"),
              new Fix("Istio", "DestinationRule: tls.sni and tls.subjectAltNames"),
              new Fix("nginx", "proxy_ssl_name HOST; and proxy_ssl_server_name on;"),
              new Fix("HAProxy", "server … ssl sni … verifyhost HOST"),
              new Fix("Kubernetes", "a secret for the host, or --default-ssl-certificate"),
              new Fix("curl", "--resolve or --connect-to; a Host header does not change the SNI")),
          Optional.empty(),
          Set.of(
              "untrusted-internal-ca",
              "upstream-bundle-lacks-issuer",
              "proxy-made-status",
              "proxy-tls-error",
              "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.certificate(
        INFO,
        trace,
        mesh,
        List.of("san list", "san matcher", "hostname", "does not match"),
        "fail_verify_san");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(
            c ->
                c.verification().isPresent()
                    ? c.has(ChainProblem.Kind.NAME_MISMATCH)
                    : forAnother(c))
        .map(CertificateWrongNameRule::finding);
  }

  /** The name in the hello is not in the certificate; one without any is another rule's. */
  private static boolean forAnother(CertificateCase c) {
    return c.place().last().serverName().isPresent()
        && c.chain()
            .filter(ServerChain::hasAlternativeNames)
            .filter(chain -> !chain.covers(c.place().last().serverName().orElseThrow()))
            .isPresent();
  }

  private static Finding finding(CertificateCase c) {
    String asked = c.host().orElse("a name");
    Optional<String> sent = c.place().last().serverName();
    String message =
        "the certificate is for %s, not for %s (%s)"
            .formatted(
                c.chain().map(ServerChain::namesShown).orElse("another name"),
                asked,
                c.hostSource());
    if (c.verification().isPresent() && sent.isEmpty()) {
      message += "; the hello has no server_name";
    }
    Finding finding = Finding.of(INFO, c.place(), c.severity(), message).with(c.confidence());
    Optional<String> command =
        sent.map(name -> ShellCommand.withName(c.place().last().server(), name))
            .orElse(Optional.of(ShellCommand.withoutName(c.place().last().server())));
    if (command.isPresent()) {
      finding = finding.check(command.get(), "the subject and names of that certificate");
    }
    return c.problem().isEmpty() && c.left()
        ? finding.notRuledOut(
            "the client may check another name than it asks for",
            "the client's own message names what it checked")
        : finding;
  }
}
