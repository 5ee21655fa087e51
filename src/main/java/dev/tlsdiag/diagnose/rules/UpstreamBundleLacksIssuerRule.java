package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-bundle-lacks-issuer}: a proxy's trust bundle lacks the authority behind the
 * server's certificate.
 */
final class UpstreamBundleLacksIssuerRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-bundle-lacks-issuer",
          Severity.ERROR,
          "A proxy's trust bundle lacks the authority behind the server's certificate",
          "the proxy does not trust the server's certificate",
          "Add the issuing authority to the bundle that the proxy verifies servers with:"
              + " tlsdiag ca bundle.",
          List.of(
              new Fix("Cilium", "ca.crt of the originatingTLS secret"),
              new Fix("Envoy", "validation_context: trusted_ca"),
              new Fix("Istio", "DestinationRule: tls.caCertificates or credentialName"),
              new Fix("nginx", "proxy_ssl_trusted_certificate FILE; proxy_ssl_verify_depth 3;"),
              new Fix("HAProxy", "server … ssl verify required ca-file FILE"),
              new Fix("mitmproxy", "--set ssl_verify_upstream_trusted_ca=FILE")),
          Optional.empty(),
          Set.of("proxy-made-status", "proxy-tls-error", "upstream-connect-timeout"));

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
        List.of("local issuer certificate", "self signed", "self-signed", "unable to get issuer"),
        "");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> c.place().upstream())
        .flatMap(
            c ->
                distrusted(c, facts)
                    ? Stream.of(finding(c, facts))
                    : wordless(c).map(chain -> doubtful(c, chain, facts)).stream());
  }

  /**
   * The certificate of a server that a proxy left without a word or a byte of the request it had:
   * nginx and mitmproxy check after the handshake. One that is wrong by itself is another rule's.
   */
  private static Optional<ServerChain> wordless(CertificateCase c) {
    boolean hadRequest =
        c.place().number() > 1
            && c.place().trace().hops().get(c.place().number() - 2).state() == Hop.State.WORKED;
    return c.chain()
        .filter(chain -> hadRequest && c.verification().isEmpty() && c.left() && !c.saidSo())
        .filter(chain -> chain.hasAlternativeNames())
        .filter(chain -> c.host().filter(host -> !chain.covers(host)).isEmpty())
        .filter(chain -> chain.validUntil().isAfter(c.place().last().time()))
        .filter(chain -> chain.validFrom().isBefore(c.place().last().time()));
  }

  private static Finding doubtful(CertificateCase c, ServerChain chain, Facts facts) {
    boolean direct = directVerifies(c, facts);
    return Finding.of(
            INFO,
            c.place(),
            Severity.ERROR,
            "the proxy had a request, and left the server at its certificate from %s%s"
                .formatted(chain.issuer(), direct ? "; the direct client takes the same one" : ""))
        .with(direct ? Confidence.MEDIUM : Confidence.LOW)
        .notRuledOut(
            "its trust bundle may lack the issuer, or the server sends too few certificates",
            "openssl s_client -connect %s -showcerts -CAfile BUNDLE".formatted(c.place().server()))
        .notRuledOut(
            "it may verify another name than it sends", "the proxy's log of this connection");
  }

  private static boolean distrusted(CertificateCase c, Facts facts) {
    if (c.verification().isPresent()) {
      return c.has(ChainProblem.Kind.UNTRUSTED_ROOT, ChainProblem.Kind.SELF_SIGNED)
          || c.has(ChainProblem.Kind.INCOMPLETE_CHAIN)
              && c.intermediateKnownTo(facts).isEmpty()
              && (directVerifies(c, facts) || c.lacksOnlyItsAuthority());
    }
    return c.place().clientSaid(AlertDescription.UNKNOWN_CA)
        && c.place().last().answer().kind() == Answer.Kind.SERVER_HELLO;
  }

  /** Whether the direct path's client trusts what the server presents: the same leaf, if known. */
  private static boolean directVerifies(CertificateCase c, Facts facts) {
    return CertificateCase.control(facts)
        .filter(
            control -> control.verification().isPresent() ? control.verified() : control.accepted())
        .filter(control -> !c.intercepted(facts).orElse(false))
        .isPresent();
  }

  private static Finding finding(CertificateCase c, Facts facts) {
    String issuer = c.chain().map(chain -> " from " + chain.issuer()).orElse("");
    String store =
        c.verification().map(Verification::trustStore).map(s -> " (" + s + ")").orElse("");
    boolean direct = directVerifies(c, facts);
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                c.severity(),
                "the proxy's trust bundle%s has no issuer of the server's certificate%s%s"
                    .formatted(store, issuer, direct ? "; the direct client trusts it" : ""))
            .check(
                "openssl s_client -connect %s -showcerts -CAfile BUNDLE"
                    .formatted(c.place().server()),
                "unable to get local issuer certificate, with the proxy's bundle");
    if (direct && c.has(ChainProblem.Kind.INCOMPLETE_CHAIN)) {
      return finding
          .with(Confidence.MEDIUM)
          .notRuledOut(
              "the server may send too few certificates, and the direct client know the rest",
              "openssl s_client -connect %s -showcerts".formatted(c.place().server()));
    }
    if (direct) {
      return finding;
    }
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the server may send too few certificates, or another one than to direct clients",
            "openssl s_client -connect %s -showcerts".formatted(c.place().server()));
  }
}
