package dev.tlsdiag.check;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.experiment.SinglePath;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckItem.State;
import dev.tlsdiag.trace.HopTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One attempt of one check: sends what it asks for, and judges what came back. */
final class Attempt {
  private final String tool;
  private final CheckSpec check;
  private final RateGate gate;
  private final LivePaths.Asked asked;
  private final Optional<RunningScenario> running;
  private final List<CheckItem> items = new ArrayList<>();
  private boolean reached;

  Attempt(
      String tool,
      CheckSpec check,
      RateGate gate,
      LivePaths.Asked asked,
      Optional<RunningScenario> running) {
    this.tool = tool;
    this.check = check;
    this.gate = gate;
    this.asked = asked;
    this.running = running;
  }

  boolean reached() {
    return reached;
  }

  List<CheckItem> items() {
    return List.copyOf(items);
  }

  void run() throws InterruptedException {
    DnsVerdicts.of(check, asked).ifPresent(items::addAll);
    boolean nameless =
        check.expected(Expectation.DnsResponse.class).filter(r -> !r.allowsRequest()).isPresent();
    if (nameless) {
      reached = true; // a DNS server was, and nothing else was asked for
      return;
    }
    Optional<PathSpec> direct = check.paths().stream().filter(PathSpec::direct).findFirst();
    List<PathSpec> others = check.paths().stream().filter(path -> !path.direct()).toList();
    if (direct.isPresent() && others.isEmpty()) {
      gate.pass(1);
      SinglePath.Result result = SinglePath.direct(asked);
      judge(new Seen(direct.get(), result.trace(), result.findings()));
    }
    boolean first = true;
    for (PathSpec other : others) {
      LivePaths paths = Goals.paths(check, other, asked, running);
      if (direct.isEmpty()) {
        gate.pass(1);
        SinglePath.Result result = SinglePath.proxied(paths);
        judge(new Seen(other, result.trace(), result.findings()));
      } else {
        gate.pass(2);
        LiveComparison comparison = new LiveComparison(tool, paths);
        Report report =
            (check.experiments() ? comparison : comparison.withoutExperiments()).run().report();
        boolean tested =
            report.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR)
                || !report.experiments().isEmpty();
        gate.charge(tested ? Plan.ofComparison(check) - 2 : 0);
        compared(report, direct.get(), other, first);
        first = false;
      }
    }
    for (PathSpec path : check.paths()) {
      ServerNameVerdicts.of(tool, check, path, asked, gate).ifPresent(items::add);
      HandshakeTimes.of(check, path, asked, gate).ifPresent(items::add);
    }
  }

  private void compared(Report report, PathSpec direct, PathSpec other, boolean first) {
    if (first) {
      judge(seen(report, HopTrace.DIRECT, direct));
    }
    Seen theirs = seen(report, HopTrace.PROXIED, other);
    judge(theirs);
    Optional<Expectation.Agree> agree = check.expected(Expectation.Agree.class);
    if (agree.isEmpty()) {
      return;
    }
    State state =
        switch (report.verdict()) {
          case SAME, WARN -> State.PASSED;
          case FAIL, BOTH_FAIL -> State.FAILED;
          case UNKNOWN -> State.UNKNOWN;
        };
    boolean told =
        state != State.PASSED
            && report.findings().stream().anyMatch(f -> f.severity() == Severity.ERROR);
    if (told) {
      return; // the finding stands at the line of this expectation
    }
    String hint =
        report.verdict() == Verdict.UNKNOWN
            ? report.needs().stream().findFirst().map(need -> "needed: " + need.what()).orElse("")
            : "";
    items.add(Verdicts.item(agree.get(), other.name(), state, report.headline(), hint));
  }

  private static Seen seen(Report report, String name, PathSpec path) {
    HopTrace trace =
        report.traces().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    return new Seen(
        path,
        trace,
        report.findings().stream().filter(finding -> finding.trace().equals(name)).toList());
  }

  private void judge(Seen seen) {
    reached |= seen.reached();
    Verdicts verdicts = new Verdicts(seen, Instant.now());
    Optional<Expectation.Agree> agree =
        seen.path().direct() ? Optional.empty() : check.expected(Expectation.Agree.class);
    check
        .expected(Expectation.NoFindingAbove.class)
        .ifPresent(expected -> items.addAll(verdicts.findings(expected, agree)));
    for (Expectation expected : check.expectations()) {
      if (expected instanceof Expectation.Reachable reachable) {
        if (reachable.barrier().isPresent()) {
          items.add(verdicts.barred(reachable, reachable.barrier().get()));
        } else {
          verdicts.reached(reachable).ifPresent(items::add);
        }
      } else if (expected instanceof Expectation.Status status) {
        items.add(verdicts.status(status));
      } else if (expected instanceof Expectation.ValidFor validFor) {
        items.add(verdicts.validFor(validFor));
      } else if (expected instanceof Expectation.Issuer issuer) {
        items.add(verdicts.issuer(issuer));
      } else if (expected instanceof Expectation.Names names) {
        items.add(verdicts.names(names));
      } else if (expected instanceof Expectation.TlsAtLeast version) {
        items.add(verdicts.tlsAtLeast(version));
      } else if (expected instanceof Expectation.Alpn alpn) {
        items.add(verdicts.alpn(alpn));
      }
    }
  }
}
