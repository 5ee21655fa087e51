package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trace.Handshake;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code compare} of captures. */
final class CompareFiles {
  @Option(
      names = "--host",
      order = 40,
      paramLabel = "NAME",
      description = "Of captures: the request to look at.")
  String host;

  @Option(
      names = "--pair",
      order = 41,
      paramLabel = "A:B",
      description = {
        "Of captures: handshake A of the proxied one is the client's",
        "leg, B the proxy's."
      })
  String pair;

  Report compare(List<String> files, PrintWriter err) {
    if (files.size() > 2) {
      throw CommandException.usage("compare takes two captures at most, not " + files.size());
    }
    if (files.stream().filter("-"::equals).count() > 1) {
      throw CommandException.usage("standard input can be only one of the captures");
    }
    CaptureComparison comparison =
        new CaptureComparison(
            Version.NUMBER,
            new CaptureComparison.Options(Optional.ofNullable(host), Optional.ofNullable(pair())));
    List<Capture> captures = files.stream().map(file -> read(file, err)).toList();
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
  static Capture read(String file, PrintWriter err) {
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
}
