package dev.tlsdiag.report.check;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.report.Printable;
import java.util.Comparator;
import java.util.List;

/** Findings of lints as GitHub's workflow commands, the worst first: a step shows ten of each. */
public final class LintGithub {
  private LintGithub() {}

  public static List<String> lines(LintReport report) {
    return report.findings().stream()
        .sorted(Comparator.comparing(LintFinding::level))
        .map(LintGithub::line)
        .toList();
  }

  private static String line(LintFinding finding) {
    String file = finding.file();
    String likely = finding.likely().map(text -> "\nlikely: " + Printable.escape(text)).orElse("");
    return "::%s file=%s,line=%d,col=%d,title=%s::%s"
        .formatted(
            switch (finding.level()) {
              case ERROR -> "error";
              case WARNING -> "warning";
              case NOTE -> "notice";
            },
            CheckGithub.property(file.startsWith("./") ? file.substring(2) : file),
            finding.position().line(),
            finding.position().column(),
            CheckGithub.property("tlsdiag: " + finding.name()),
            CheckGithub.value(Printable.escape(finding.message()) + likely));
  }
}
