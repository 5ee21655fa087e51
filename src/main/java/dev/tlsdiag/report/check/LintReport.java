package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.yaml.YamlText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lints found in files of resources.
 *
 * @param tool version of tlsdiag
 * @param at the time that certificates were held against
 * @param cilium the version whose rules were applied
 * @param files as they may be shown: without the values of Secrets, their lines where they were
 * @param resources how many there are in them
 * @param findings file by file, from the top down
 */
public record LintReport(
    String tool,
    Instant at,
    String cilium,
    List<YamlText> files,
    int resources,
    List<LintFinding> findings) {
  public LintReport {
    requireNonNull(tool, "tool is null");
    requireNonNull(at, "at is null");
    requireNonNull(cilium, "cilium is null");
    files = List.copyOf(files);
    findings = List.copyOf(findings);
  }

  public long count(LintLevel level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  public boolean hasAtLeast(Severity severity) {
    return findings.stream().anyMatch(finding -> severity(finding).atLeast(severity));
  }

  static Severity severity(LintFinding finding) {
    return switch (finding.level()) {
      case ERROR -> Severity.ERROR;
      case WARNING -> Severity.WARNING;
      case NOTE -> Severity.NOTE;
    };
  }

  /** {@code 2 files, 5 resources: 1 error, 2 notes}. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    for (LintLevel level : LintLevel.values()) {
      if (count(level) > 0) {
        parts.add(many(count(level), level.label()));
      }
    }
    return "%s, %s: %s"
        .formatted(
            many(files.size(), "file"),
            many(resources, "resource"),
            parts.isEmpty() ? "nothing found" : String.join(", ", parts));
  }

  private static String many(long count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }

  /**
   * As a run of checks, one for each file: what fails is what is at or above the threshold.
   *
   * @param threshold empty where nothing fails
   */
  public CheckReport asChecks(Optional<Severity> threshold) {
    List<CheckResult> checks =
        files.stream()
            .map(
                file ->
                    new CheckResult(
                        file.name(),
                        "lint",
                        1,
                        findings.stream()
                            .filter(finding -> finding.file().equals(file.name()))
                            .map(finding -> item(finding, threshold))
                            .toList(),
                        1,
                        false,
                        false,
                        Duration.ZERO))
            .toList();
    String name = files.size() == 1 ? files.get(0).name() : files.size() + " files";
    return new CheckReport(tool, name, at, Duration.ZERO, checks, List.of(), true);
  }

  private static CheckItem item(LintFinding finding, Optional<Severity> threshold) {
    Severity severity = severity(finding);
    boolean fails = threshold.filter(severity::atLeast).isPresent();
    String path = finding.resource().isEmpty() ? "file" : finding.resource();
    return new CheckItem(
        finding.name(),
        path + " " + finding.position(),
        fails ? CheckItem.State.FAILED : CheckItem.State.NOTED,
        severity,
        finding.message(),
        finding.likely().orElse(""),
        finding.position().line(),
        finding.position().column(),
        Optional.empty());
  }
}
