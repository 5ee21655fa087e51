package dev.tlsdiag.cli;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trust.UnusableFileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/** Turns whatever ended a command into lines on stderr and an exit code. */
final class Problems {
  /** A URL between quotes ends with them, which could be a part of it. */
  private static final String END_OF_QUOTE = "(?='(?:[\\s:;,.)]|$))";

  private final PrintWriter err;
  private final boolean debug;

  /**
   * @param debug whether the stack trace is wanted too
   */
  Problems(PrintWriter err, boolean debug) {
    this.err = err;
    this.debug = debug;
  }

  /** Returns the exit code. Nothing is printed when the reader of stdout just went away. */
  int report(Throwable problem) {
    Throwable cause = problem instanceof UncheckedIOException ? problem.getCause() : problem;
    if (cause instanceof IOException io && ResultStream.isReaderGone(io)) {
      return ExitCode.OUTPUT_CLOSED;
    }
    if (cause instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
      return ExitCode.INTERRUPTED; // by the user, who knows
    }
    CommandException told = told(cause);
    line("error: ", told.getMessage());
    told.likely().ifPresent(reason -> line("  likely: ", reason));
    told.attempt().ifPresent(commandLine -> line("  try:    ", CalledAs.told(commandLine)));
    told.page().ifPresent(page -> line("  more:   ", CalledAs.told("tlsdiag explain " + page)));
    if (debug) {
      StringWriter trace = new StringWriter();
      problem.printStackTrace(new PrintWriter(trace));
      trace
          .toString()
          .lines()
          .forEach(each -> line(each.startsWith("\t") ? "\t" : "", each.stripLeading()));
    }
    err.flush();
    return told.exitCode();
  }

  private static CommandException told(Throwable cause) {
    if (cause instanceof CommandException already) {
      return already;
    }
    if (cause instanceof NoSuchFileException e) {
      return CommandException.couldNotRun("no such file '" + e.getFile() + "'");
    }
    if (cause instanceof UnusableFileException e) {
      return CommandException.couldNotRun(e.getMessage());
    }
    if (cause instanceof FileAlreadyExistsException e) {
      return CommandException.couldNotRun(
          "'" + e.getFile() + "' exists already; nothing was replaced");
    }
    if (cause instanceof AccessDeniedException e) {
      return CommandException.couldNotRun("no permission for '" + e.getFile() + "'");
    }
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return CommandException.couldNotRun(
          "cannot use '" + e.getFile() + "': " + lowerCaseFirst(e.getReason()));
    }
    if (cause instanceof FileNotFoundException e) {
      return CommandException.couldNotRun("cannot open " + e.getMessage());
    }
    if (cause instanceof IOException e) {
      return CommandException.couldNotRun("input or output failed: " + e.getMessage());
    }
    if (cause instanceof OutOfMemoryError) {
      return CommandException.couldNotRun("out of memory")
          .attempt("TLSDIAG_JAVA_OPTS=-Xmx4g tlsdiag …");
    }
    String detail = cause.getMessage() == null ? "" : ": '" + cause.getMessage() + "'";
    return CommandException.bug("a bug in tlsdiag" + detail)
        .attempt("the same command with --debug, and report what it prints");
  }

  /**
   * What a terminal would act on, of a file's name or a peer, does not reach it, and neither do
   * passwords and tokens in URLs. What was escaped before is not escaped again.
   */
  private void line(String label, String text) {
    StringBuilder safe = new StringBuilder(label);
    Arrays.stream(text.split(END_OF_QUOTE))
        .map(Redaction.ON::url)
        .flatMapToInt(String::codePoints)
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                safe.append(String.format("\\x%02x", c));
              } else {
                String one = Character.toString(c);
                safe.append(c == '\\' ? one : Printable.escape(one));
              }
            });
    err.print(safe.append('\n'));
  }

  /** As a user writes it: {@code 30}, {@code 0.5}. */
  static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  static String lowerCaseFirst(String text) {
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
