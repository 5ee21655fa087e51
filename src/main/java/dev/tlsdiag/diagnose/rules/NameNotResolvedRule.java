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
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code name-not-resolved}: a name has no address, as its DNS server says or does not say. */
final class NameNotResolvedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "name-not-resolved",
          Severity.ERROR,
          "A host name has no address",
          "the name has no address",
          "Ask the same DNS server for the name with a dot at its end, and another server too.",
          List.of(
              new Fix(
                  "Cilium",
                  "rules: dns: matchPattern for the name on the port 53 rule;"
                      + " --tofqdns-dns-reject-response-code=nameError for musl"),
              new Fix("Kubernetes", "ndots and search in dnsConfig; NAME.NAMESPACE.svc"),
              new Fix("Java", "networkaddress.cache.negative.ttl keeps the failure"),
              new Fix(
                  "proxy", "the proxy resolves behind CONNECT: its DNS counts, not the client's")),
          Optional.empty(),
          Set.of("proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.of(trace, Step.Kind.RESOLVE)
        .filter(place -> place.step().failed())
        .map(place -> finding(place, facts));
  }

  private static Finding finding(Place place, Facts facts) {
    Step.Resolve resolve = (Step.Resolve) place.step();
    String who = resolve.source();
    String code = resolve.responseCode().orElse("");
    String says =
        switch (code) {
          case "NXDOMAIN" -> "%s says there is no such name (NXDOMAIN)".formatted(who);
          case "REFUSED" -> "%s refuses to answer (REFUSED)".formatted(who);
          case "SERVFAIL" -> "%s failed (SERVFAIL)".formatted(who);
          case "NOERROR" -> "%s knows the name, and no address of it".formatted(who);
          case "" -> "%s: %s".formatted(who, resolve.problem().orElse("no answer"));
          default -> "%s answers %s".formatted(who, code);
        };
    Finding finding =
        Finding.of(
            INFO, place, Severity.ERROR, "%s has no address: %s".formatted(resolve.name(), says));
    Optional<String> command = ShellCommand.lookup(resolve.name());
    if (command.isPresent()) {
      finding = finding.check(command.get(), code.isEmpty() ? "no answer" : "status: " + code);
    }
    if (code.equals("REFUSED")) {
      finding =
          finding.notRuledOut(
              "a DNS policy may refuse a search suffix only: musl then never asks for the name"
                  + " itself",
              "the name with a dot at its end");
    }
    if (code.equals("NXDOMAIN")) {
      finding =
          finding.notRuledOut(
              "a DNS proxy may have made the answer up: its NXDOMAIN has no SOA record",
              "the name's own DNS server, asked directly");
    }
    boolean elsewhere =
        facts.control().stream()
            .flatMap(control -> Place.of(control, Step.Kind.RESOLVE))
            .anyMatch(other -> !other.step().failed());
    return elsewhere || !code.isEmpty() ? finding : finding.with(Confidence.MEDIUM);
  }
}
