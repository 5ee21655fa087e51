package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code dns-proxy-fake-nxdomain}: "no such name", said by one who does not keep the zone. */
final class DnsProxyFakeNxdomainRule implements Rule {
  private static final String NXDOMAIN = "NXDOMAIN";

  private static final RuleInfo INFO =
      new RuleInfo(
          "dns-proxy-fake-nxdomain",
          Severity.ERROR,
          "A DNS proxy says that a name does not exist, without an SOA record",
          "the name has no address",
          "Ask the DNS server behind the proxy for the same name, and see whether it differs.",
          List.of(
              new Fix("Cilium", "rules: dns: matchPattern for the name; SERVFAIL in newer agents"),
              new Fix("Java", "networkaddress.cache.negative.ttl=0, or restart: it keeps the no"),
              new Fix("dnsmasq", "no address=/NAME/ or server=/NAME/ for it"),
              new Fix("unbound", "no local-zone with always_nxdomain for it")),
          Optional.empty(),
          Set.of("name-not-resolved", "proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Lookups.failed(trace, facts)
        .flatMap(lookups -> fake(lookups).map(e -> finding(lookups, e, facts)).stream());
  }

  /** The answer about the name itself, where none of those about it has an SOA record. */
  private static Optional<DnsExchange> fake(Lookups lookups) {
    List<DnsExchange> said = lookups.answered(NXDOMAIN).stream().filter(lookups::isItself).toList();
    return said.stream().noneMatch(DnsExchange::authority)
        ? said.stream().findFirst()
        : Optional.empty();
  }

  private static Finding finding(Lookups lookups, DnsExchange fake, Facts facts) {
    Optional<DnsExchange> real = lookups.resolvedElsewhere();
    boolean otherPath =
        facts.control().filter(control -> !control.equals(lookups.place().trace())).stream()
            .flatMap(control -> Place.of(control, Step.Kind.RESOLVE))
            .map(place -> (Step.Resolve) place.step())
            .anyMatch(step -> !step.failed() && step.name().equals(lookups.step().name()));
    String message =
        "%s says there is no %s (NXDOMAIN), without the SOA record of who would know"
            .formatted(Lookups.server(fake), fake.name());
    if (real.isPresent()) {
      message +=
          "; %s has %s for it".formatted(Lookups.server(real.get()), real.get().addresses().get(0));
    }
    Finding finding =
        Finding.of(INFO, lookups.place(), Severity.ERROR, message)
            .alsoSeen(lookups.own().stream().map(DnsExchange::evidence).distinct().toList());
    Optional<String> command = ShellCommand.lookup(lookups.step().name());
    if (command.isPresent()) {
      finding = finding.check(command.get(), "status: NXDOMAIN, AUTHORITY: 0");
    }
    return real.isPresent() || otherPath
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the name may not exist: some forwarders leave the SOA record out",
                "the name's own DNS server, asked directly");
  }
}
