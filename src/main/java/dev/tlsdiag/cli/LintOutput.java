package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.check.CheckJunit;
import dev.tlsdiag.report.check.LintGithub;
import dev.tlsdiag.report.check.LintJson;
import dev.tlsdiag.report.check.LintReport;
import dev.tlsdiag.report.check.LintSarif;
import dev.tlsdiag.report.check.LintText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code policy lint} shows what it found, and which files it writes. */
final class LintOutput {
  private static final List<String> FORMATS = List.of("text", "json", "junit", "sarif", "github");

  /** Nobody reads a pipe in columns. */
  private static final int UNWRAPPED = 100_000;

  @Option(
      names = {"-o", "--output"},
      order = 50,
      paramLabel = "FORMAT",
      completionCandidates = LintOutput.Formats.class,
      defaultValue = "text",
      description = "text (default), json, junit, sarif, github.")
  String format;

  @Option(
      names = "--report",
      order = 51,
      paramLabel = "FORMAT=FILE",
      completionCandidates = LintOutput.Reports.class,
      description = "Write a report to a file besides; several are allowed.")
  List<String> reports = new ArrayList<>();

  @Mixin StyleOptions style;

  private final ReportFiles files = new ReportFiles(FORMATS, "--report sarif=lint.sarif");

  /** That the options can be followed. */
  void check() {
    new Formats().check("--output", format);
    style.check();
    for (String report : reports) {
      if (FORMATS.contains(report)) {
        format = report; // to standard output
      } else {
        files.add(report);
      }
    }
  }

  void write(
      LintReport report,
      Optional<Severity> threshold,
      Map<String, String> environment,
      PrintWriter out)
      throws IOException {
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Theme theme = TerminalStyle.theme(style.color, style.ascii, environment, terminal);
    int columns = terminal ? TerminalStyle.columns(environment) : columns(environment);
    KeptResult.offer(out, () -> rendered("json", report, threshold, Theme.PLAIN, UNWRAPPED));
    out.print(rendered(format, report, threshold, theme, columns));
    boolean onGithub = environment.getOrDefault("GITHUB_ACTIONS", "").equals("true");
    if (onGithub && format.equals("text") && !files.have("github")) {
      LintGithub.lines(report).forEach(line -> out.print(line + "\n"));
    }
    out.flush();
    files.write(kind -> rendered(kind, report, threshold, Theme.PLAIN, UNWRAPPED));
  }

  /** Of a pipe: only where somebody says how many. */
  private static int columns(Map<String, String> environment) {
    String given = environment.getOrDefault("COLUMNS", "");
    return given.matches("[1-9][0-9]{1,4}") ? Integer.parseInt(given) : UNWRAPPED;
  }

  private static String rendered(
      String kind, LintReport report, Optional<Severity> threshold, Theme theme, int columns)
      throws IOException {
    return switch (kind) {
      case "json" -> ReportFiles.written(buffer -> new LintJson(buffer).render(report));
      case "sarif" -> ReportFiles.written(buffer -> new LintSarif(buffer).render(report));
      case "junit" -> new CheckJunit(ReportFiles.host()).render(report.asChecks(threshold));
      case "github" -> ReportFiles.lines(LintGithub.lines(report));
      default -> ReportFiles.lines(new LintText(theme, columns).lines(report));
    };
  }

  /** Of standard output. */
  static final class Formats extends ValueKind {
    @Override
    List<String> words() {
      return FORMATS;
    }
  }

  /** Of files. */
  static final class Reports extends ValueKind {
    @Override
    List<String> words() {
      return FORMATS;
    }

    @Override
    boolean namesFile() {
      return true;
    }
  }
}
