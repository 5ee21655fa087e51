package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.ProbeJson;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.html.ProbePage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code probe} shows what it saw, and what it returns for it. */
final class ProbeOutput {
  private static final List<String> REPORTS = List.of("html", "json");

  @Option(
      names = {"-o", "--output"},
      order = 41,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = "--report",
      order = 41,
      paramLabel = "FORMAT=FILE",
      completionCandidates = ProbeOutput.Reports.class,
      description = "Also write the report to a file: html or json. Repeatable.")
  List<String> reports = new ArrayList<>();

  @Option(
      names = "--fail-on",
      order = 42,
      paramLabel = "LEVEL",
      completionCandidates = Takes.FailOn.class,
      defaultValue = "error",
      description = "Exit 1 from this severity on: error (default), warning, note, never.")
  String failOn;

  @Option(
      names = {"-v", "--verbose"},
      order = 43,
      description = "Every answer, every finding and fix.")
  boolean verbose;

  @Mixin StyleOptions style;

  private final ReportFiles files = new ReportFiles(REPORTS, "--report html=tlsdiag.html");

  void check() {
    reports.forEach(files::add);
    new Takes.TextOrJson().check("--output", format);
    new Takes.FailOn().check("--fail-on", failOn);
    style.check();
  }

  boolean json() {
    return format.equals("json");
  }

  /**
   * The files besides.
   *
   * @param command that made it, fit to be pasted
   */
  void writeFiles(List<ProbeReport> all, String command) throws IOException {
    files.write(
        kind ->
            kind.equals("html")
                ? ProbePage.text(all, json(all), command, /* indexed= */ false)
                : json(all));
  }

  static String json(List<ProbeReport> reports) throws IOException {
    return ReportFiles.written(buffer -> new ProbeJson(buffer).render(reports));
  }

  /** From which severity on it fails; empty for never. */
  Optional<Severity> failsOn() {
    return failOn.equals("never")
        ? Optional.empty()
        : Optional.of(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
  }

  Theme theme() {
    return style.theme();
  }

  int columns() {
    return TerminalStyle.outputColumns();
  }

  /** Of files. */
  static final class Reports extends ValueKind {
    @Override
    List<String> words() {
      return REPORTS;
    }

    @Override
    boolean namesFile() {
      return true;
    }
  }
}
