package dev.tlsdiag.cli;

import dev.tlsdiag.check.Spans;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import dev.tlsdiag.yaml.Fields;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Runs the checks once, again and again, or until they pass. */
final class CheckRounds {
  private static final String USUAL_INTERVAL = "30s";
  private static final String NO_BOUND = "none";
  private static final Duration UNTIL_FIXED_INTERVAL = Duration.ofSeconds(5);
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);

  @Option(
      names = {"-w", "--watch"},
      order = 8,
      arity = "0..1",
      fallbackValue = USUAL_INTERVAL,
      paramLabel = "INTERVAL",
      description = "Again and again, until Ctrl-C; prints what changes (default: 30s).")
  String watch;

  @Option(
      names = "--until-fixed",
      order = 9,
      arity = "0..1",
      fallbackValue = NO_BOUND,
      paramLabel = "TIMEOUT",
      description = "Again until all is as expected, or the time is over; every 5s, or --watch.")
  String untilFixed;

  private Duration interval;
  private Duration bound;

  /** Makes a report. */
  interface Round {
    CheckReport run() throws IOException;
  }

  /**
   * Reads the times. A word behind an option that may go without one can be the file of checks.
   *
   * @return the file of checks; null where none was given
   */
  String settle(String file) {
    String found = file;
    if (watch != null && isFile(watch, found)) {
      found = watch;
      watch = USUAL_INTERVAL;
    }
    if (untilFixed != null && isFile(untilFixed, found)) {
      found = untilFixed;
      untilFixed = NO_BOUND;
    }
    interval = watch == null ? UNTIL_FIXED_INTERVAL : span("--watch", watch);
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      throw CommandException.usage("'--watch %s' is below 1s".formatted(watch));
    }
    bound =
        untilFixed == null || untilFixed.equals(NO_BOUND)
            ? Duration.ofDays(36_500)
            : span("--until-fixed", untilFixed);
    return found;
  }

  private static boolean isFile(String word, String file) {
    return file == null && (word.endsWith(".yaml") || word.endsWith(".yml"));
  }

  private static Duration span(String option, String text) {
    try {
      return Spans.parse(text);
    } catch (Fields.WrongValueException e) {
      throw CommandException.usage("%s after '%s'".formatted(e.getMessage(), option))
          .attempt(option + " 30s")
          .causedBy(e);
    }
  }

  int run(Round round, ToIntFunction<CheckReport> exitCode, CheckOutput output, CommandLine line)
      throws IOException {
    Interruption interruption = Interruption.endsThisThread();
    try {
      long start = System.nanoTime();
      Map<String, CheckResult.State> before = new HashMap<>();
      while (true) {
        CheckReport report = round.run();
        boolean interrupted = Thread.interrupted(); // or files could not be written
        if (watch == null && untilFixed == null || before.isEmpty() || !output.text()) {
          output.write(report, System.getenv(), line.getOut());
        } else {
          changes(report, before, output, line);
        }
        report.checks().forEach(check -> before.put(check.name(), check.state()));
        int code = exitCode.applyAsInt(report);
        boolean done = watch == null && untilFixed == null;
        boolean fixed = untilFixed != null && code == ExitCode.CLEAN;
        long nanosLeft = bound.toNanos() - (System.nanoTime() - start) - interval.toNanos();
        if (interrupted || done || fixed || untilFixed != null && nanosLeft <= 0) {
          return code;
        }
        Thread.sleep(interval.toMillis());
      }
    } catch (InterruptedException e) {
      return ExitCode.INTERRUPTED;
    } finally {
      interruption.done();
    }
  }

  private static void changes(
      CheckReport report,
      Map<String, CheckResult.State> before,
      CheckOutput output,
      CommandLine line)
      throws IOException {
    for (CheckResult check : report.checks()) {
      if (check.state() != before.get(check.name())) {
        String was = before.get(check.name()).label();
        line.getOut()
            .print("%s  was: %s\n".formatted(report.began().truncatedTo(ChronoUnit.SECONDS), was));
        output.terminal().lines(check).forEach(text -> line.getOut().print(text + "\n"));
      }
    }
    line.getOut().flush();
    output.files(report);
  }
}
