package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code default-certificate-served}: a server shows the certificate that it has for names it does
 * not know.
 */
final class DefaultCertificateServedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "default-certificate-served",
          Severity.ERROR,
          "A server shows its placeholder certificate: it has none for the name it was asked for",
          "the server shows its default certificate",
          "Ask with the right server_name; if that is what was sent, give the server a certificate"
              + " for the name.",
          List.of(
              new Fix(
                  "Kubernetes",
                  "a TLS secret for the host in the Ingress's namespace, or"
                      + " --default-ssl-certificate"),
              new Fix("Traefik", "tls.stores.default.defaultCertificate, or a router with tls"),
              new Fix("cert-manager", "kubectl describe certificate: issuance may be pending"),
              new Fix("curl", "--resolve or --connect-to: a Host header does not change the SNI"),
              new Fix("openssl", "s_client -servername NAME"),
              new Fix("nginx", "proxy_ssl_server_name on; proxy_ssl_name HOST;")),
          Optional.empty(),
          Set.of(
              "certificate-wrong-name",
              "certificate-expired",
              "leaf-without-san",
              "untrusted-internal-ca",
              "upstream-bundle-lacks-issuer",
              "incomplete-chain",
              "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> c.chain().isPresent() && !loses(c.place(), facts))
        .flatMap(c -> finding(c, facts).stream());
  }

  /** A proxy that does not pass the client's name on, or passes another, is at fault itself. */
  private static boolean loses(Place place, Facts facts) {
    return Place.upstreams(place.trace(), facts)
        .filter(up -> up.place().number() == place.number())
        .anyMatch(
            up ->
                up.model().hello().serverName().isPresent()
                    && !canonical(up.hello()).equals(canonical(up.model().hello())));
  }

  private static Optional<String> canonical(ClientHello hello) {
    return hello.serverName().map(HostName::canonical);
  }

  private static Optional<Finding> finding(CertificateCase c, Facts facts) {
    ServerChain chain = c.chain().orElseThrow();
    if (c.verified() || c.host().filter(chain::covers).isPresent()) {
      return Optional.empty();
    }
    Optional<String> product = Placeholder.of(chain);
    Optional<Handshake> twin = product.isPresent() ? Optional.empty() : sameForAnother(c, facts);
    if (product.isEmpty() && twin.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> name = c.place().last().serverName();
    String asked = name.map(n -> "asked for " + n).orElse("asked without server_name");
    String what =
        product
            .map(p -> "the placeholder certificate of " + p)
            .orElseGet(
                () ->
                    "the same certificate as to who asks for %s (%s)"
                        .formatted(
                            twin.get().serverName().orElseThrow(),
                            c.place().whereSeen(twin.get())));
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                severity(c),
                "%s, the server shows %s: for %s, issued by %s"
                    .formatted(asked, what, chain.namesShown(), chain.issuer()))
            .with(c.confidence())
            .check(
                ShellCommand.connect(c.place().last().server(), name)
                    + " </dev/null | openssl x509 -noout -subject -ext subjectAltName",
                "the placeholder; with a name that the server knows, another certificate");
    return Optional.of(
        c.severity() == Severity.ERROR && c.problem().isEmpty()
            ? finding.notRuledOut(
                "the client may have refused it for another reason", "the client's own message")
            : finding);
  }

  /** Who takes a placeholder knows why, as far as packets tell. */
  private static Severity severity(CertificateCase c) {
    return c.accepted() && c.problem().isEmpty() ? Severity.NOTE : c.severity();
  }

  /** Another name, and neither of both certificates is for the name that this hello asks for. */
  private static Optional<Handshake> sameForAnother(CertificateCase c, Facts facts) {
    Optional<String> own = c.place().last().serverName().map(HostName::canonical);
    ServerChain chain = c.chain().orElseThrow();
    return own.isEmpty()
        ? Optional.empty()
        : facts.otherWith(
            c.place(),
            h ->
                h.serverName()
                        .map(HostName::canonical)
                        .filter(n -> !own.get().equals(n))
                        .isPresent()
                    && ServerChain.of(h.certificates()).filter(chain::sameLeaf).isPresent());
  }
}
