package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
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

/** {@code dns-proxy-refused}: a name is not resolved because a DNS server refuses the question. */
final class DnsProxyRefusedRule implements Rule {
  private static final String REFUSED = "REFUSED";

  private static final RuleInfo INFO =
      new RuleInfo(
          "dns-proxy-refused",
          Severity.ERROR,
          "A DNS server refuses to answer for a name",
          "the name has no address",
          "Ask for the name with a dot at its end: that skips the search list.",
          List.of(
              new Fix(
                  "Cilium",
                  "rules: dns: matchPattern for the name, and for it behind the search suffixes;"
                      + " --tofqdns-dns-reject-response-code=nameError for clients with musl"),
              new Fix("Kubernetes", "dnsConfig: options: ndots: 1, or the name with a dot"),
              new Fix("unbound", "access-control: NETWORK allow"),
              new Fix("dnsmasq", "server=ADDRESS: without an upstream server it refuses"),
              new Fix("BIND", "allow-query and allow-recursion for the client's network")),
          Optional.empty(),
          Set.of("name-not-resolved", "proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPolicy.lookupRefused(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Lookups.failed(trace, facts)
        .filter(lookups -> !lookups.answered(REFUSED).isEmpty())
        .map(DnsProxyRefusedRule::finding);
  }

  private static Finding finding(Lookups lookups) {
    DnsExchange refused = lookups.answered(REFUSED).get(0);
    String name = lookups.step().name();
    String message =
        "%s refuses to answer for %s (REFUSED)".formatted(Lookups.server(refused), refused.name());
    boolean suffixed = !lookups.isItself(refused) && !lookups.askedForItself();
    if (suffixed) {
      message +=
          ", and %s itself was never asked for: a resolver as that of musl ends the search there"
              .formatted(name);
    }
    Finding finding =
        Finding.of(INFO, lookups.place(), Severity.ERROR, message)
            .alsoSeen(lookups.own().stream().map(DnsExchange::evidence).distinct().toList());
    Optional<String> command = ShellCommand.lookup(name);
    if (command.isPresent()) {
      String expected = suffixed ? "an address" : "status: REFUSED";
      finding = finding.check(command.get(), expected);
    }
    if (suffixed || lookups.otherNameOf(refused).isPresent()) {
      return finding; // it answers this client, so it is the name that it minds
    }
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the server may refuse everything from here: an access list, or no server behind it",
            "another name, asked of the same server");
  }
}
