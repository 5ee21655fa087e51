package dev.tlsdiag.experiment.evidence;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the findings and the hops come to. A failure that no rule knows, and one that has several
 * explanations, are said to be so; evidence without a failure is said to be that.
 */
record EvidenceJudgement(Verdict verdict, String headline, List<Report.Need> needs) {
  EvidenceJudgement {
    requireNonNull(verdict, "verdict is null");
    requireNonNull(headline, "headline is null");
    needs = List.copyOf(needs);
  }

  static EvidenceJudgement of(
      HopTrace trace, List<Finding> findings, MeshFacts facts, Dossier dossier) {
    Collecting collecting = new Collecting(facts, dossier);
    Optional<Finding> error = first(findings, Severity.ERROR);
    if (error.isPresent()) {
      return failed(trace, error.get(), collecting);
    }
    if (facts.told().failed() || trace.failed()) {
      Optional<Leg> leg = failedLeg(trace);
      String where =
          leg.map(l -> where(trace, l.number()) + ": " + l.outcome()).orElse("it failed");
      return new EvidenceJudgement(
          Verdict.UNKNOWN,
          where + ", and no rule knows why",
          collecting.missing(leg.map(Leg::number).orElse(1)));
    }
    Optional<Finding> warning = first(findings, Severity.WARNING);
    boolean onlyConfigured = facts.told().told().isEmpty() && facts.told().captured().isEmpty();
    if (onlyConfigured && warning.isPresent()) {
      return failed(trace, warning.get(), collecting);
    }
    if (warning.isPresent()) {
      return new EvidenceJudgement(Verdict.WARN, headline(trace, warning.get()), List.of());
    }
    if (worked(trace, facts)) {
      String lost =
          facts.lost() == 0 ? "" : ", of which %d events were lost".formatted(facts.lost());
      return new EvidenceJudgement(Verdict.SAME, "no failure in this evidence" + lost, List.of());
    }
    return nothingSeen(trace, facts, collecting);
  }

  private static EvidenceJudgement failed(HopTrace trace, Finding error, Collecting collecting) {
    if (error.confidence() == Confidence.LOW) {
      List<Report.Need> needs = new ArrayList<>(collecting.missing(error.hop()));
      for (Doubt doubt : error.notRuledOut()) {
        if (needs.stream().noneMatch(need -> need.command().equals(doubt.experiment()))) {
          needs.add(new Report.Need(doubt.possibility(), doubt.experiment()));
        }
      }
      return new EvidenceJudgement(
          Verdict.UNKNOWN,
          "%s: %s; what is behind it cannot be told yet"
              .formatted(where(trace, error.hop()), error.message()),
          needs);
    }
    return new EvidenceJudgement(
        Verdict.FAIL,
        headline(trace, error),
        error.confidence() == Confidence.HIGH ? List.of() : collecting.missing(error.hop()));
  }

  private static EvidenceJudgement nothingSeen(
      HopTrace trace, MeshFacts facts, Collecting collecting) {
    if (facts.told().told().isEmpty() && facts.told().captured().isEmpty()) {
      String what =
          facts
              .policy()
              .filter(fact -> fact.originatesTls())
              .map(
                  fact ->
                      where(trace, 2)
                          + ": by policy "
                          + fact.decider()
                          + " the proxy says a ClientHello of its own there; no request is in"
                          + " this evidence")
              .orElse("no request and no connection is in this evidence");
      return new EvidenceJudgement(Verdict.UNKNOWN, what, collecting.missing(2));
    }
    int hop =
        IntStream.rangeClosed(1, trace.hops().size())
            .filter(i -> trace.hops().get(i - 1).state() != Hop.State.WORKED)
            .findFirst()
            .orElse(1);
    return new EvidenceJudgement(
        Verdict.UNKNOWN,
        where(trace, hop) + ": nothing tells how it ended",
        collecting.missing(hop));
  }

  /** Whether something is known to have gone well, and nothing to have gone wrong. */
  private static boolean worked(HopTrace trace, MeshFacts facts) {
    boolean answered =
        facts.told().sightings().anyMatch(s -> s.event() == Event.RESPONSE && !s.failed());
    boolean done = trace.hops().stream().anyMatch(hop -> hop.state() == Hop.State.WORKED);
    boolean letThrough =
        facts.happened(Event.ALLOWED, Event.TLS_ESTABLISHED, Event.LOOKUP_ANSWERED);
    boolean connected =
        trace.hops().stream()
            .flatMap(hop -> hop.steps().stream())
            .anyMatch(step -> !step.failed() && step.kind() == dev.tlsdiag.trace.Step.Kind.CONNECT);
    boolean redirected = facts.happened(Event.REDIRECTED);
    return answered || done || (letThrough || connected) && !redirected;
  }

  private static Optional<Leg> failedLeg(HopTrace trace) {
    return IntStream.range(0, trace.hops().size())
        .mapToObj(i -> new Leg(trace, i + 1, trace.hops().get(i)))
        .filter(leg -> leg.hop().state() == Hop.State.FAILED)
        .reduce((earlier, later) -> later);
  }

  private static Optional<Finding> first(List<Finding> findings, Severity severity) {
    return findings.stream().filter(f -> f.severity() == severity).findFirst();
  }

  static String headline(HopTrace trace, Finding finding) {
    return where(trace, finding.hop()) + ": " + finding.headline();
  }

  /** {@code hop 2, proxy → server}. */
  static String where(HopTrace trace, int hop) {
    int shown = Math.min(hop, trace.hops().size());
    return "hop %d, %s".formatted(shown, trace.hops().get(shown - 1).label());
  }
}
