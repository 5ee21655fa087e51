package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code dns-truncated-kills-name}: an answer is cut short, and TCP does not bring the rest. */
final class DnsTruncatedKillsNameRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "dns-truncated-kills-name",
          Severity.ERROR,
          "A DNS answer is truncated and cannot be had over TCP",
          "the name has no address",
          "Ask for the name over TCP: dig +tcp.",
          List.of(
              new Fix("Cilium", "port 53 with protocol: ANY (or UDP and TCP) in the DNS rule"),
              new Fix("Kubernetes", "NetworkPolicy: port 53 for UDP and for TCP"),
              new Fix("glibc", "options no-aaaa, where only the AAAA answer is cut short"),
              new Fix("network", "port 53/TCP open; EDNS with 1232 bytes let through")),
          Optional.empty(),
          Set.of("name-not-resolved", "proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Lookups.failed(trace, facts)
        .flatMap(lookups -> cut(lookups).map(e -> finding(lookups, e)).stream());
  }

  /** A truncated answer to a question that was not answered in full afterwards. */
  private static Optional<DnsExchange> cut(Lookups lookups) {
    return lookups.own().stream()
        .filter(DnsExchange::truncated)
        .filter(
            cut ->
                lookups.own().stream()
                    .noneMatch(
                        other ->
                            other.type().equals(cut.type())
                                && other.responseCode().isPresent()
                                && !other.truncated()))
        .findFirst();
  }

  private static Finding finding(Lookups lookups, DnsExchange cut) {
    boolean tried = lookups.own().stream().anyMatch(DnsExchange::tcp);
    String message =
        "the %s answer of %s for %s is truncated, and %s"
            .formatted(
                cut.type(),
                Lookups.server(cut),
                lookups.step().name(),
                tried ? "over TCP nothing came" : "no question over TCP was seen");
    Finding finding =
        Finding.of(INFO, lookups.place(), Severity.ERROR, message)
            .alsoSeen(lookups.own().stream().map(DnsExchange::evidence).distinct().toList());
    Finding checked =
        ShellCommand.lookup(lookups.step().name())
            .map(dig -> finding.check(dig + " " + cut.type() + " +tcp", "a timeout"))
            .orElse(finding);
    return tried
        ? checked
        : checked
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the question over TCP may not be in this capture",
                "capture both protocols: port 53");
  }
}
