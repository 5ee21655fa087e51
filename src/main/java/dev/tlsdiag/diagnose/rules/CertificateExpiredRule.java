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
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.ChainProblem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code certificate-expired}: a certificate is used after its time. */
final class CertificateExpiredRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "certificate-expired",
          Severity.ERROR,
          "A certificate is used after its time",
          "the certificate has expired",
          "Renew the certificate, and let the server load it.",
          List.of(
              new Fix("nginx", "nginx -s reload after the renewal: it reads certificates once"),
              new Fix("cert-manager", "kubectl describe certificate: why it was not renewed"),
              new Fix("Envoy", "/certs of the admin port shows days_until_expiration"),
              new Fix("Istio", "istioctl proxy-config secret POD")),
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
    return ToldUpstream.certificate(INFO, trace, mesh, List.of("expired"), "");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace).flatMap(c -> finding(c).stream());
  }

  private static Optional<Finding> finding(CertificateCase c) {
    if (c.place().serverSaid(AlertDescription.CERTIFICATE_EXPIRED)) {
      return Optional.of(
          Finding.of(
              INFO,
              c.place(),
              Severity.ERROR,
              "the server says that the client's certificate has expired"));
    }
    if (c.has(ChainProblem.Kind.EXPIRED)) {
      return Optional.of(
          Finding.of(INFO, c.place(), c.severity(), c.problem().orElseThrow().message())
              .check(ShellCommand.dates(c.place().last()), "notAfter in the past"));
    }
    boolean said = c.place().clientSaid(AlertDescription.CERTIFICATE_EXPIRED);
    Instant now = c.place().last().time();
    if (c.verification().isEmpty()
        && c.chain().filter(h -> h.validUntil().isBefore(now)).isPresent()) {
      Instant until = c.chain().orElseThrow().validUntil();
      Finding finding =
          Finding.of(
                  INFO,
                  c.place(),
                  // Who accepts it does not look at dates: in a capture nothing is wrong by it.
                  c.refused() ? Severity.ERROR : Severity.NOTE,
                  "the certificate was valid until %s, and by this clock it is %s: %s too late"
                      .formatted(
                          until,
                          now.truncatedTo(ChronoUnit.SECONDS),
                          CertificateCase.span(until, now)))
              .with(said ? Confidence.HIGH : c.confidence());
      return Optional.of(
          said || !c.refused()
              ? finding
              : finding.notRuledOut(
                  "the client may have refused it for another reason", "the client's own message"));
    }
    // OpenSSL and BoringSSL say the same of one that is not valid yet.
    boolean early = c.chain().filter(chain -> now.isBefore(chain.validFrom())).isPresent();
    return said && !early && c.verification().isEmpty()
        ? Optional.of(
            Finding.of(
                    INFO,
                    c.place(),
                    Severity.ERROR,
                    "the client says that the server's certificate has expired")
                .with(Confidence.MEDIUM)
                .notRuledOut("the client's clock may be wrong", "date -u where the client runs"))
        : Optional.empty();
  }
}
