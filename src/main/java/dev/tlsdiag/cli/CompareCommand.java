package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportJsonRenderer;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag compare}: how one request went along two paths, from captures. */
@Command(
    sortOptions = false,
    customSynopsis = {
      "tlsdiag compare [OPTIONS] DIRECT PROXIED",
      "       tlsdiag compare [OPTIONS] BOTH",
      ""
    },
    description = {
      "Compares how one request went directly and through a proxy: which hop breaks it, and why.",
      "",
      "DIRECT is a capture of the path that works, PROXIED one of the path that fails, best with"
          + " both",
      "legs of the proxy. BOTH holds a proxy's two legs, and perhaps a direct request.",
      "",
      "Examples:",
      "  tlsdiag compare direct.pcap proxied.pcap",
      "  tlsdiag compare proxy.pcap --host app.example.test   # the legs are found by themselves",
      "  tlsdiag compare proxy.pcap --pair 3:4                # numbers as 'tlsdiag capture' lists"
          + " them",
      ""
    },
    footer = {
      "",
      "Exit: 0 paths agree · 1 finding · 2 usage · 3 cannot tell · 4 a file could not be read"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(arity = "1..2", paramLabel = "FILE", description = "Captures; - is standard input.")
  List<String> files = new ArrayList<>();

  @Option(names = "--host", order = 1, paramLabel = "NAME", description = "The request to look at.")
  String host;

  @Option(
      names = "--pair",
      order = 2,
      paramLabel = "A:B",
      description = "Handshake A of the proxied capture is the client's leg, B the proxy's.")
  String pair;

  @Option(
      names = {"-o", "--output"},
      order = 3,
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = "--fail-on",
      order = 4,
      paramLabel = "LEVEL",
      defaultValue = "error",
      description = "Exit 1 from this severity on: error (default), warning, note, never.")
  String failOn;

  @Option(
      names = {"-v", "--verbose"},
      order = 5,
      description = "Show every difference, finding and fix.")
  boolean verbose;

  @Option(
      names = "--color",
      order = 6,
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 7, description = "No characters outside ASCII.")
  boolean ascii;

  @Override
  public Integer call() throws IOException {
    requireOneOf("--output", format, List.of("text", "json"));
    requireOneOf("--fail-on", failOn, List.of("error", "warning", "note", "never"));
    requireOneOf("--color", color, List.of("auto", "always", "never"));
    if (files.stream().filter("-"::equals).count() > 1) {
      throw CommandException.usage("standard input can be only one of the captures");
    }
    Report report = compare();
    PrintWriter out = spec.commandLine().getOut();
    if (format.equals("json")) {
      out.print(json(report));
    } else {
      boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
      Map<String, String> environment = System.getenv();
      Theme theme = TerminalStyle.theme(color, ascii, environment, terminal);
      new TerminalRenderer(theme, columns(environment, terminal), verbose).render(report, out);
    }
    return exitCode(report);
  }

  private Report compare() {
    CaptureComparison comparison =
        new CaptureComparison(
            Version.NUMBER,
            new CaptureComparison.Options(Optional.ofNullable(host), Optional.ofNullable(pair())));
    List<Capture> captures = files.stream().map(this::read).toList();
    try {
      return captures.size() == 1
          ? comparison.compare(captures.get(0))
          : comparison.compare(captures.get(0), captures.get(1));
    } catch (CaptureComparison.NoSuchHandshakeException e) {
      throw CommandException.usage("'--pair %s': %s".formatted(pair, e.getMessage()))
          .attempt("tlsdiag capture " + ShellWord.quote(files.get(files.size() - 1)));
    }
  }

  /** Each file by itself, so that handshakes have the numbers that {@code capture} gives them. */
  private Capture read(String file) {
    if (file.matches("https?://.*")) {
      throw CommandException.usage("compare takes captures, not the URL '" + file + "'")
          .attempt("tlsdiag compare direct.pcap proxied.pcap");
    }
    PrintWriter err = spec.commandLine().getErr();
    List<Handshake> handshakes = new ArrayList<>();
    try {
      CaptureResult result =
          new CaptureRun(CaptureOptions.DEFAULT, handshakes::add).run(List.of(file));
      result.warnings().forEach(warning -> err.print("warning: " + warning + "\n"));
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
    return new Capture(file, handshakes);
  }

  private CaptureComparison.Pair pair() {
    if (pair == null) {
      return null;
    }
    if (!pair.matches("\\d{1,9}:\\d{1,9}")) {
      throw CommandException.usage("'--pair %s' is not two numbers A:B".formatted(pair));
    }
    String[] numbers = pair.split(":", 2);
    return new CaptureComparison.Pair(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
  }

  private int exitCode(Report report) {
    boolean found =
        !failOn.equals("never")
            && report.hasAtLeast(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
    if (report.verdict() == Verdict.UNKNOWN) {
      return ExitCode.CANNOT_TELL;
    }
    return found ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }

  private static String json(Report report) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ReportJsonRenderer(new TextBuffer(bytes)).render(report);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static int columns(Map<String, String> environment, boolean terminal) {
    if (terminal) {
      return TerminalStyle.columns(environment);
    }
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : TerminalStyle.USUAL_COLUMNS;
  }

  private static void requireOneOf(String option, String given, List<String> known) {
    if (!known.contains(given)) {
      CommandException problem =
          CommandException.usage("unknown value '%s' after '%s'".formatted(given, option));
      List<String> near = DidYouMean.nearest(given, known);
      throw near.isEmpty()
          ? problem.likely(String.join(", ", known))
          : problem.likely(near.get(0)).attempt(option + " " + near.get(0));
    }
  }
}
