package dev.tlsdiag.cli;

import dev.tlsdiag.check.ExpectationRules;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.check.CheckGithub;
import dev.tlsdiag.report.check.CheckGitlab;
import dev.tlsdiag.report.check.CheckJson;
import dev.tlsdiag.report.check.CheckJunit;
import dev.tlsdiag.report.check.CheckMarkdown;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckSarif;
import dev.tlsdiag.report.check.CheckText;
import dev.tlsdiag.report.html.CheckPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code check} shows its report, and which files it writes. */
final class CheckOutput {
  private static final List<String> FORMATS =
      List.of("text", "json", "junit", "sarif", "github", "gitlab", "markdown");

  private static final List<String> REPORTS =
      Stream.concat(FORMATS.stream(), Stream.of("html")).toList();

  @Option(
      names = {"-o", "--output"},
      order = 50,
      paramLabel = "FORMAT",
      completionCandidates = CheckOutput.Formats.class,
      defaultValue = "text",
      description = "text (default), json, junit, sarif, github, gitlab, markdown.")
  String format;

  @Option(
      names = "--report",
      order = 51,
      paramLabel = "FORMAT=FILE",
      completionCandidates = CheckOutput.Reports.class,
      description =
          "Write a report to a file besides, html too; html=FOLDER/ makes an index and a page for"
              + " each check. Several are allowed.")
  List<String> reports = new ArrayList<>();

  @Option(
      names = {"-v", "--verbose"},
      order = 53,
      description = "Show what is as expected too.")
  boolean verbose;

  @Mixin StyleOptions style;

  private ReportFiles files;

  /** That the options can be followed, before anything is sent. */
  void check() {
    new Formats().check("--output", format);
    style.check();
    files = new ReportFiles(REPORTS, "--report junit=tlsdiag.xml").withPages();
    reports.forEach(files::add);
  }

  boolean text() {
    return format.equals("text");
  }

  CheckText terminal() {
    return new CheckText(theme(), TerminalStyle.outputColumns(), verbose);
  }

  /** Standard output, the files, and what the CI at hand wants besides. */
  void write(CheckReport report, Map<String, String> environment, PrintWriter out)
      throws IOException {
    KeptResult.offer(out, () -> rendered("json", report, Theme.PLAIN, 0));
    out.print(rendered(format, report, theme(), TerminalStyle.outputColumns()));
    boolean onGithub = environment.getOrDefault("GITHUB_ACTIONS", "").equals("true");
    boolean asked = format.equals("github") || files.have("github");
    if (onGithub && text() && !asked) {
      CheckGithub.lines(report).forEach(line -> out.print(line + "\n"));
    }
    out.flush();
    files(report);
    String summary = environment.getOrDefault("GITHUB_STEP_SUMMARY", "");
    if (!summary.isEmpty() && (onGithub || asked)) {
      Files.writeString(
          Path.of(summary),
          CheckMarkdown.render(report) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  /** The files alone. */
  void files(CheckReport report) throws IOException {
    files.write(kind -> rendered(kind, report, Theme.PLAIN, 100));
    files.writePages(() -> CheckPages.of(report, CheckOutput::json));
  }

  private static String json(CheckReport report) throws IOException {
    return ReportFiles.written(buffer -> new CheckJson(buffer).render(report));
  }

  private String rendered(String kind, CheckReport report, Theme theme, int columns)
      throws IOException {
    return switch (kind) {
      case "json" -> json(report);
      case "html" -> CheckPage.text(report, json(report), /* indexed= */ false);
      case "sarif" ->
          ReportFiles.written(
              buffer -> new CheckSarif(buffer, ExpectationRules.TEXTS).render(report));
      case "gitlab" -> ReportFiles.written(buffer -> new CheckGitlab(buffer).render(report));
      case "junit" -> new CheckJunit(ReportFiles.host()).render(report);
      case "markdown" -> CheckMarkdown.render(report);
      case "github" -> ReportFiles.lines(CheckGithub.lines(report));
      default -> ReportFiles.lines(new CheckText(theme, columns, verbose).lines(report));
    };
  }

  private Theme theme() {
    return style.theme();
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
      return REPORTS;
    }

    @Override
    boolean namesFile() {
      return true;
    }
  }
}
