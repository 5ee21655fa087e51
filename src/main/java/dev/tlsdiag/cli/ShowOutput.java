package dev.tlsdiag.cli;

import dev.tlsdiag.recall.Listing;
import dev.tlsdiag.recall.Recall;
import dev.tlsdiag.recall.Result;
import dev.tlsdiag.report.BisectText;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.ProbeText;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckText;
import dev.tlsdiag.report.html.CheckPage;
import dev.tlsdiag.report.html.ProbePage;
import dev.tlsdiag.report.html.ReportPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code show} prints what it read, and what it returns for it. */
final class ShowOutput {
  @Option(
      names = {"-o", "--output"},
      order = 10,
      paramLabel = "FORMAT",
      completionCandidates = Takes.ShownAs.class,
      defaultValue = "text",
      description = {
        "text (default), json; html of reports, checks and probes; compact of handshakes."
      })
  String format;

  @Option(
      names = "--show",
      order = 11,
      paramLabel = "N",
      description = "Of handshakes: this one in full, as far as the JSON has its bytes.")
  Integer number;

  @Option(
      names = "--hops",
      order = 12,
      description = "Of reports: every hop, the messages in their order, the phases.")
  boolean hops;

  @Option(names = "--full", order = 13, description = "Of probes: every answer in a table.")
  boolean full;

  @Mixin VerdictOptions verdict;

  @Option(
      names = {"-v", "--verbose"},
      order = 53,
      description = "Everything that the command showed with -v.")
  boolean verbose;

  @Mixin StyleOptions style;

  /** That the options can be followed. */
  void check() {
    new Takes.ShownAs().check("--output", format);
    verdict.check();
    style.check();
  }

  /** Prints it; the exit code. */
  int show(Recall recall, PrintWriter out, PrintWriter err) throws IOException {
    Result result = recall.result();
    if (number != null && !(result instanceof Result.OfHandshakes)) {
      throw CommandException.usage(
          "'--show' is for handshakes, and this is " + recall.kind().words());
    }
    if (format.equals("json")) {
      out.print(recall.text().compact());
    }
    if (result instanceof Result.OfReport of) {
      return report(of.report(), out, err);
    }
    if (result instanceof Result.OfHandshakes of) {
      return handshakes(of.listing(), recall, out);
    }
    if (result instanceof Result.OfChecks of) {
      return checks(of.report(), recall, out);
    }
    if (result instanceof Result.OfProbes of) {
      return probes(of.reports(), recall, out);
    }
    if (format.equals("html") || format.equals("compact")) {
      throw cannot(recall);
    }
    if (result instanceof Result.OfBisection of) {
      if (format.equals("text")) {
        new BisectText(theme(), TerminalStyle.outputColumns(), verbose).render(of.report(), out);
      }
      return VerdictOptions.exitCode(of.report().verdict());
    }
    if (format.equals("text")) {
      out.print(recall.text().pretty());
    }
    return ExitCode.CLEAN;
  }

  private int report(Report report, PrintWriter out, PrintWriter err) throws IOException {
    CompareOutput compare = new CompareOutput();
    compare.format = "text";
    compare.hops = hops;
    compare.verdict = verdict;
    compare.verbose = verbose;
    compare.style = style;
    compare.check(err);
    switch (format) {
      case "text" -> compare.print(report, out);
      case "html" ->
          out.print(
              ReportPage.of(compare.told(report), report.run().map(Report.Run::again)).text());
      case "compact" -> throw CommandException.usage("'-o compact' is for handshakes");
      default -> {} // the JSON is out already
    }
    return compare.exitCode(report);
  }

  private int checks(CheckReport report, Recall recall, PrintWriter out) {
    switch (format) {
      case "text" ->
          new CheckText(theme(), TerminalStyle.outputColumns(), verbose)
              .lines(report)
              .forEach(line -> out.print(line + "\n"));
      case "html" ->
          out.print(CheckPage.text(report, recall.text().compact(), /* indexed= */ false));
      case "compact" -> throw cannot(recall);
      default -> {} // the JSON is out already
    }
    return verdict.exitCode(report);
  }

  private int probes(List<ProbeReport> reports, Recall recall, PrintWriter out) throws IOException {
    switch (format) {
      case "text" ->
          new ProbeText(theme(), TerminalStyle.outputColumns(), full, verbose).render(reports, out);
      case "html" -> {
        String command = "tlsdiag probe " + ShellWord.quote(reports.get(0).target());
        out.print(ProbePage.text(reports, recall.text().compact(), command, /* indexed= */ false));
      }
      case "compact" -> throw cannot(recall);
      default -> {} // the JSON is out already
    }
    return VerdictOptions.exitCode(reports, verdict.threshold());
  }

  private int handshakes(Listing listing, Recall recall, PrintWriter out) throws IOException {
    switch (format) {
      case "text", "compact" ->
          new ShownHandshakes(listing, theme(), format.equals("compact"), verbose)
              .print(number, out);
      case "html" -> throw cannot(recall);
      default -> {} // the JSON is out already
    }
    return listing.handshakes().isEmpty() ? ExitCode.CANNOT_TELL : ExitCode.CLEAN;
  }

  private CommandException cannot(Recall recall) {
    return CommandException.usage("'-o %s' is not for %s".formatted(format, recall.kind().words()));
  }

  private Theme theme() {
    return style.theme();
  }
}
