package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code syn-unanswered}: TCP does not connect, and nobody says no. */
final class SynUnansweredRule implements Rule {
  private static final Duration IN_VAIN = Duration.ofMillis(500);

  private static final RuleInfo INFO =
      new RuleInfo(
          "syn-unanswered",
          Severity.ERROR,
          "A TCP SYN is never answered",
          "the server cannot be reached",
          "Look for the packet filter, policy or route that drops this address and port.",
          List.of(
              new Fix("Cilium", "an egress rule for the port of the backend, not of the Service"),
              new Fix("network", "route and firewall between the two addresses")),
          Optional.empty(),
          Set.of("proxy-made-status", "proxy-refused-connect"));

  /** What drops a SYN without a word. */
  private static final List<Doubt> SILENT_PORT =
      List.of(
          new Doubt(
              "a policy or firewall may drop it, by port or by sender",
              "another port of the same address, and the same port from elsewhere: is one answered?"),
          new Doubt(
              "the address may have no host or no route",
              "every port of it, from elsewhere too: all silent means the way, not a filter"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.failedConnects(trace)
        .filter(place -> outcome(place) instanceof Outcome.SynUnanswered)
        .map(place -> doubting(finding(place), place, facts));
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPlaces.failed(trace)
        .filter(place -> place.number() == 1 && place.step().kind() == Step.Kind.CONNECT)
        .filter(place -> ToldPlaces.told(place).what().startsWith("SYN after SYN"))
        .map(
            place ->
                Finding.of(
                        INFO,
                        place,
                        Severity.ERROR,
                        "no answer from %s: %s"
                            .formatted(ToldPlaces.server(trace, 1), ToldPlaces.told(place).what()))
                    .with(Confidence.LOW)
                    .notRuledOut(SILENT_PORT)
                    .notRuledOut(
                        "the records of the answer may be missing",
                        ShellCommand.capture("hop1.pcap", place.hop().to().endpoint())));
  }

  /** Where DNS gave the address and was not asked to remember it, a policy by name drops it. */
  private static Finding doubting(Finding finding, Place place, Facts facts) {
    Optional<String> address = place.hop().to().endpoint().map(Endpoint::host);
    return facts.dns().stream()
        .filter(e -> address.filter(e.addresses()::contains).isPresent())
        .findFirst()
        .map(
            e ->
                finding.notRuledOut(
                    "a policy by name may not have seen the DNS answer for %s (dns-not-intercepted)"
                        .formatted(e.name()),
                    "hubble observe --protocol dns: are there records of this client?"))
        .orElse(finding);
  }

  private static Outcome outcome(Place place) {
    return ((Step.Connect) place.step()).outcome().orElseThrow();
  }

  private static Finding finding(Place place) {
    int attempts = ((Outcome.SynUnanswered) outcome(place)).attempts();
    String routers =
        ((Step.Connect) place.step())
            .icmpErrors().stream()
                .findFirst()
                .map(e -> ": %s, says %s".formatted(e.text(), e.from()))
                .orElse("");
    Optional<Duration> waited = ((Step.Connect) place.step()).duration();
    if (waited.isPresent()) {
      return live(place, waited.get(), routers);
    }
    String message = "no answer from %s to %d SYN%s".formatted(place.server(), attempts, routers);
    if (attempts == 1) {
      return Finding.of(INFO, place, Severity.WARNING, message)
          .with(Confidence.LOW)
          .notRuledOut("the capture may end before the answer", "capture for at least 3 s more");
    }
    Finding finding =
        Finding.of(INFO, place, Severity.ERROR, message)
            .check(
                "nc -vz -w 3 "
                    + place.server().replaceAll("[\\[\\]]", "").replaceFirst(":(\\d+)$", " $1"),
                "a timeout");
    return routers.isEmpty()
        ? finding
            .with(Confidence.LOW)
            .notRuledOut(SILENT_PORT)
            .notRuledOut(
                "the answer may have come back another way than past this capture",
                "capture on the server's side")
        : finding;
  }

  /** The end that waited knows how long; how often its system tried is not told. */
  private static Finding live(Place place, Duration waited, String routers) {
    boolean inVain = waited.compareTo(IN_VAIN) >= 0;
    String message =
        inVain
            ? "no answer from %s to TCP in %s%s"
                .formatted(place.server(), Durations.text(waited), routers)
            : "%s cannot be reached: this host or a router says so at once%s"
                .formatted(place.server(), routers);
    Finding finding = Finding.of(INFO, place, Severity.ERROR, message);
    return (inVain && routers.isEmpty()
            ? finding.with(Confidence.LOW).notRuledOut(SILENT_PORT)
            : finding)
        .check(
            "nc -vz -w 3 "
                + place.server().replaceAll("[\\[\\]]", "").replaceFirst(":(\\d+)$", " $1"),
            inVain ? "a timeout" : "no route");
  }
}
