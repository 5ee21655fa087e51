package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.x509.ChainProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code certificate-lacks-address}: a server is asked for by its address, which no hello can carry
 * as a name and the certificate does not have.
 */
final class CertificateLacksAddressRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "certificate-lacks-address",
          Severity.ERROR,
          "A server is asked for by its address, and its certificate is for names only",
          "the address asked for is not in the certificate",
          "Ask for the server by a name that its certificate has.",
          List.of(
              new Fix("curl", "--connect-to ::ADDRESS: or --resolve NAME:PORT:ADDRESS, with NAME"),
              new Fix("openssl", "subjectAltName=IP:ADDRESS: an address as DNS name is ignored"),
              new Fix("Envoy", "sni: NAME: auto_sni sends none for an address"),
              new Fix("Cilium", "serverNames never match a hello without a name, not even \"*\""),
              new Fix("Kubernetes", "use the Service's name, not its cluster address")),
          Optional.empty(),
          Set.of(
              "certificate-wrong-name",
              "leaf-without-san",
              "default-certificate-served",
              "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace).flatMap(c -> finding(c).stream());
  }

  private static Optional<Finding> finding(CertificateCase c) {
    Optional<String> sent = c.place().last().serverName();
    Optional<String> address =
        (c.verification().isPresent() ? c.host() : sent.or(() -> c.place().trace().requestedHost()))
            .filter(HostName::isAddress);
    boolean wrong =
        c.verification().isPresent()
            ? c.has(ChainProblem.Kind.NAME_MISMATCH, ChainProblem.Kind.NO_SAN)
            : c.refused();
    if (address.isEmpty()
        || !wrong
        || c.chain().filter(chain -> chain.covers(address.get())).isPresent()
        || c.verification().isEmpty() && c.chain().isEmpty()) {
      return Optional.empty();
    }
    String hello =
        sent.isPresent()
            ? "the hello has the address as server_name, which is no host name (RFC 6066)"
            : "the hello has no server_name, as an address is none";
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                c.severity(),
                "%s is asked for (%s); %s, and the certificate is for %s"
                    .formatted(
                        address.get(),
                        c.verification().isPresent() ? c.hostSource() : "by the client",
                        hello,
                        c.chain().map(ServerChain::namesShown).orElse("names only")))
            .with(c.confidence())
            .check(
                ShellCommand.withoutName(c.place().last().server())
                    + " </dev/null | openssl x509 -noout -ext subjectAltName",
                "no IP Address among the names");
    return Optional.of(
        c.problem().isEmpty()
            ? finding.notRuledOut(
                "the client may have refused it for another reason", "the client's own message")
            : finding);
  }
}
