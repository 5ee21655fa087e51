package dev.tlsdiag.cli;

import dev.tlsdiag.check.Suppressions;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Matrix;
import dev.tlsdiag.report.MatrixJson;
import dev.tlsdiag.report.MatrixText;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportJsonRenderer;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.html.MatrixPage;
import dev.tlsdiag.report.html.ReportPage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How {@code compare} shows its report, and what it returns for it. */
final class CompareOutput {
  private static final List<String> REPORTS = List.of("html", "json");

  @Option(
      names = {"-o", "--output"},
      order = 50,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = "--hops",
      order = 51,
      description = "Every hop in a table, the messages in their order, bars of the phases.")
  boolean hops;

  @Option(
      names = "--report",
      order = 52,
      paramLabel = "FORMAT=FILE",
      completionCandidates = CompareOutput.Reports.class,
      description = "Write a report to a file besides: html, json. Several are allowed.")
  List<String> reports = new ArrayList<>();

  @Mixin VerdictOptions verdict;

  @Option(
      names = {"-v", "--verbose"},
      order = 53,
      description = "Show every difference, finding and fix.")
  boolean verbose;

  @Mixin StyleOptions style;

  @Spec(Spec.Target.MIXEE)
  CommandSpec mixee;

  private Suppressions known = Suppressions.none();
  private final ReportFiles files = new ReportFiles(REPORTS, "--report html=tlsdiag.html");

  /** That the options can be followed, before anything is sent. */
  void check(PrintWriter err) throws IOException {
    new Takes.TextOrJson().check("--output", format);
    verdict.check();
    style.check();
    known = verdict.suppressions(err);
    reports.forEach(files::add);
  }

  boolean json() {
    return format.equals("json");
  }

  void print(Report bare, PrintWriter out) throws IOException {
    Report report = told(bare);
    KeptResult.offer(out, () -> json(report));
    if (json()) {
      out.print(json(report));
    } else {
      new TerminalRenderer(theme(), columns(), verbose).withHops(hops).render(report, out);
    }
    files.write(
        format ->
            format.equals("html")
                ? ReportPage.of(report, Optional.of(commandLine(report))).text()
                : json(report));
  }

  /** As it was given; of a live run what the run itself says, which holds no secret. */
  private String commandLine(Report report) {
    return report
        .run()
        .map(Report.Run::again)
        .orElseGet(
            () -> {
              List<String> words = mixee.commandLine().getParseResult().originalArgs();
              return words.subList(Math.max(0, words.indexOf(mixee.name())), words.size()).stream()
                  .map(ShellWord::quote)
                  .collect(Collectors.joining(" ", "tlsdiag ", ""));
            });
  }

  /** What is suppressed stays in the report, and a note says so. */
  Report told(Report report) {
    List<String> notes = new ArrayList<>();
    for (Finding finding : report.findings()) {
      suppressed(finding, report)
          .ifPresent(
              why ->
                  notes.add(
                      "%s is suppressed by %s:%d: %s"
                          .formatted(finding.rule(), why.file(), why.line(), why.reason())));
    }
    notes.addAll(known.notes(/* complete= */ false));
    notes.addAll(report.notes());
    return report.withNotes(notes.stream().distinct().toList());
  }

  private Optional<CheckItem.Suppressed> suppressed(Finding finding, Report report) {
    Optional<String> host =
        report.traces().stream().flatMap(trace -> trace.requestedHost().stream()).findFirst();
    return known.of(finding.rule(), host, Optional.empty());
  }

  /**
   * @param command that made it, without secrets
   */
  void print(Matrix matrix, String command, PrintWriter out) throws IOException {
    String json = ReportFiles.written(buffer -> new MatrixJson(buffer).render(matrix));
    if (json()) {
      out.print(json);
    } else {
      new MatrixText(theme(), columns()).lines(matrix).forEach(line -> out.print(line + "\n"));
    }
    files.write(
        format ->
            format.equals("html") ? MatrixPage.text(matrix, Version.NUMBER, json, command) : json);
  }

  int exitCode(Report report) {
    List<Finding> counting =
        report.findings().stream().filter(f -> suppressed(f, report).isEmpty()).toList();
    boolean causeIsKnown =
        report.hasAtLeast(Severity.ERROR)
            && counting.stream().noneMatch(f -> f.severity() == Severity.ERROR);
    if (report.verdict() == Verdict.UNKNOWN && !causeIsKnown) {
      return verdict.unknown();
    }
    return verdict
            .threshold()
            .filter(level -> counting.stream().anyMatch(f -> f.severity().atLeast(level)))
            .isPresent()
        ? ExitCode.FINDINGS
        : ExitCode.CLEAN;
  }

  Theme theme() {
    return style.theme();
  }

  int columns() {
    return TerminalStyle.outputColumns();
  }

  static String json(Report report) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ReportJsonRenderer(new TextBuffer(bytes)).render(report);
    return bytes.toString(StandardCharsets.UTF_8);
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
