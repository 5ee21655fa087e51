package dev.tlsdiag.cli;

import dev.tlsdiag.check.Suppression;
import dev.tlsdiag.check.SuppressionReader;
import dev.tlsdiag.check.Suppressions;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Of commands that judge: what makes them fail, and what is known and does not. */
final class VerdictOptions {
  static final List<String> NAMES = List.of("--fail-on", "--fail-on-unknown", "--ignore-file");

  private static final Path USUAL_FILE = Path.of(".tlsdiag-ignore.yaml");

  @Option(
      names = "--fail-on",
      order = 52,
      paramLabel = "LEVEL",
      completionCandidates = Takes.FailOn.class,
      defaultValue = "error",
      description = "Exit 1 from this severity on: error (default), warning, note, never.")
  String failOn;

  @Option(
      names = "--fail-on-unknown",
      order = 52,
      description = "Exit 1, not 3, where it cannot be told.")
  boolean failOnUnknown;

  @Option(
      names = "--ignore-file",
      order = 52,
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "Findings that are known (default: .tlsdiag-ignore.yaml, if there).")
  Path ignoreFile;

  void check() {
    new Takes.FailOn().check("--fail-on", failOn);
  }

  /** From which severity on it fails; empty where it never does. */
  Optional<Severity> threshold() {
    return failOn.equals("never")
        ? Optional.empty()
        : Optional.of(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
  }

  /** The code where it cannot be told. */
  int unknown() {
    return failOnUnknown ? ExitCode.FINDINGS : ExitCode.CANNOT_TELL;
  }

  /** The code of a run of checks. */
  int exitCode(CheckReport report) {
    if (!report.complete()) {
      return ExitCode.INTERRUPTED;
    }
    if (report.unreachable()) {
      return ExitCode.COULD_NOT_RUN;
    }
    if (threshold().filter(report::hasAtLeast).isPresent()) {
      return ExitCode.FINDINGS;
    }
    return report.isUnknown() ? unknown() : ExitCode.CLEAN;
  }

  /** The code of probes: the worst of all addresses. */
  static int exitCode(List<ProbeReport> reports, Optional<Severity> threshold) {
    List<Integer> codes = reports.stream().map(report -> exitCode(report, threshold)).toList();
    for (int code : new int[] {ExitCode.FINDINGS, ExitCode.CANNOT_TELL, ExitCode.COULD_NOT_RUN}) {
      if (codes.contains(code)) {
        return code;
      }
    }
    return ExitCode.CLEAN;
  }

  private static int exitCode(ProbeReport report, Optional<Severity> threshold) {
    boolean found = threshold.filter(report::hasAtLeast).isPresent();
    return switch (report.verdict()) {
      case UNREACHABLE -> ExitCode.COULD_NOT_RUN;
      case FLAPS, UNKNOWN -> ExitCode.CANNOT_TELL;
      case FAILS -> threshold.isPresent() ? ExitCode.FINDINGS : ExitCode.CLEAN;
      case WORKS -> found ? ExitCode.FINDINGS : ExitCode.CLEAN;
    };
  }

  /** The code of a bisection. */
  static int exitCode(BisectReport.Verdict verdict) {
    return switch (verdict) {
      case NOTHING_DIFFERS, BOTH_WORK -> ExitCode.CLEAN;
      case CAUSE -> ExitCode.FINDINGS;
      case NOT_IN_HELLO, SWAPPED, FLAPPING, OUT_OF_PROBES -> ExitCode.CANNOT_TELL;
      case UNREACHABLE -> ExitCode.COULD_NOT_RUN;
    };
  }

  /** What is known, read anew. */
  Suppressions suppressions(PrintWriter err) throws IOException {
    if (ignoreFile == null && !Files.isRegularFile(USUAL_FILE)) {
      return Suppressions.none();
    }
    YamlText text = YamlFile.open(ignoreFile == null ? USUAL_FILE : ignoreFile);
    YamlProblems problems = new YamlProblems();
    List<Suppression> entries = new SuppressionReader(problems).read(text);
    YamlFile.refuse(text, problems, err);
    return new Suppressions(text.name(), entries, LocalDate.now(ZoneId.systemDefault()));
  }
}
