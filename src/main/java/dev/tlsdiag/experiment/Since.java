package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Report.Change;
import dev.tlsdiag.report.Report.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a run found that an earlier one did not, and the other way round. */
public final class Since {
  private Since() {}

  /** A finding of an earlier run, as its JSON has it. */
  public record Known(String rule, String trace, int hop) {}

  /** The report with what became of the earlier findings; notes are no findings here. */
  public static Report told(Report report, List<Known> earlier) {
    List<Known> now =
        report.findings().stream()
            .filter(finding -> finding.severity().atLeast(Severity.WARNING))
            .map(Since::known)
            .distinct()
            .toList();
    List<Change> changes = new ArrayList<>();
    earlier.stream()
        .distinct()
        .forEach(old -> changes.add(change(now.contains(old) ? Kind.STILL : Kind.FIXED, old)));
    now.stream()
        .filter(finding -> !earlier.contains(finding))
        .forEach(finding -> changes.add(change(Kind.NEW, finding)));
    Report.Run run = report.run().orElseThrow();
    return report.withRun(
        Optional.of(new Report.Run(run.request(), run.path(), run.again(), changes)));
  }

  private static Known known(Finding finding) {
    return new Known(finding.rule(), finding.trace(), finding.hop());
  }

  private static Change change(Kind kind, Known finding) {
    return new Change(kind, finding.rule(), finding.trace(), finding.hop());
  }
}
