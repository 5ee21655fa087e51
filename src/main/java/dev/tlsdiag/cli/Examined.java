package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.lab.Expectation;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import java.util.List;

/**
 * What a scenario was diagnosed as, beside what it had to be.
 *
 * @param wanted the rule of the first finding, {@link Expectation#NOTHING} or {@link
 *     Expectation#CANNOT_TELL}
 * @param first likewise, as it came
 * @param others further findings that are not known to be true as well
 * @param headline of the report
 */
record Examined(
    Scenario scenario, String wanted, String first, List<String> others, String headline) {
  Examined {
    requireNonNull(headline, "headline is null");
    requireNonNull(scenario, "scenario is null");
    requireNonNull(wanted, "wanted is null");
    requireNonNull(first, "first is null");
    others = List.copyOf(others);
  }

  static Examined of(Scenario scenario, String wanted, Report report) {
    boolean unsure = report.verdict() == Verdict.UNKNOWN;
    List<String> findings =
        report.findings().stream()
            .filter(finding -> finding.severity() != Severity.NOTE)
            .map(Finding::rule)
            .distinct()
            .toList();
    String sure = findings.isEmpty() ? Expectation.NOTHING : findings.get(0);
    return new Examined(
        scenario,
        wanted,
        unsure ? Expectation.CANNOT_TELL : sure,
        findings.stream()
            .skip(1)
            .filter(rule -> !unsure && !scenario.expects().besides().contains(rule))
            .toList(),
        report.headline());
  }

  boolean right() {
    return wanted.equals(first) && others.isEmpty();
  }

  /** Whether there is something to find. */
  boolean fault() {
    return !wanted.equals(Expectation.NOTHING);
  }

  private boolean sure() {
    return !first.equals(Expectation.NOTHING) && !first.equals(Expectation.CANNOT_TELL);
  }

  /** Findings that were reported as sure. */
  int findings() {
    return (sure() ? 1 : 0) + others.size();
  }

  /** Those of them that are wrong. */
  int wrong() {
    return (sure() && !wanted.equals(first) ? 1 : 0) + others.size();
  }

  /** One row of a table, and another one where it is wrong. */
  String text() {
    StringBuilder text = new StringBuilder(LabText.row(scenario.name(), first));
    if (!right()) {
      text.append(LabText.row("  WRONG", "expected " + wanted));
      others.forEach(other -> text.append(LabText.row("", "also said " + other)));
    }
    return text.toString();
  }
}
