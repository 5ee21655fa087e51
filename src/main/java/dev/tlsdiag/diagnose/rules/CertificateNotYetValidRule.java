package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.ChainProblem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code certificate-not-yet-valid}: a certificate is used before its time. */
final class CertificateNotYetValidRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "certificate-not-yet-valid",
          Severity.ERROR,
          "A certificate is used before its time: mostly a clock that is behind",
          "the certificate is not valid yet",
          "Compare the clocks of the verifier and of the machine that issued the certificate.",
          List.of(
              new Fix("clock", "date -u on both machines; chronyc tracking"),
              new Fix("issuer", "let certificates begin some minutes before they are issued")),
          Optional.empty(),
          Set.of("untrusted-internal-ca", "upstream-bundle-lacks-issuer", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace).flatMap(c -> finding(c).stream());
  }

  private static Optional<Finding> finding(CertificateCase c) {
    Instant now = c.place().last().time();
    Optional<Instant> from = c.chain().map(chain -> chain.validFrom()).filter(now::isBefore);
    boolean leafToo = from.isPresent();
    if (c.verification().isPresent()
        ? !c.has(ChainProblem.Kind.NOT_YET_VALID)
        : !leafToo || !c.refused()) {
      return Optional.empty();
    }
    String message =
        leafToo
            ? "the certificate is valid from %s, and by this clock it is %s: %s too early"
                .formatted(
                    from.get(),
                    now.truncatedTo(ChronoUnit.SECONDS),
                    CertificateCase.span(now, from.get()))
            : c.problem().orElseThrow().message();
    Finding finding =
        Finding.of(INFO, c.place(), c.severity(), message)
            .with(c.confidence())
            .check(ShellCommand.dates(c.place().last()), "notBefore in the future");
    return Optional.of(
        c.problem().isPresent()
            ? finding
            : finding.notRuledOut(
                "the clock of the capture may be wrong, and the client's reason another",
                "date -u where the client runs"));
  }
}
