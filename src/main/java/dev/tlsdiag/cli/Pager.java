package dev.tlsdiag.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Shows texts that are longer than the screen a screen at a time, where standard output is a
 * terminal: with {@code TLSDIAG_PAGER}, {@code PAGER}, else {@code less -FIRX}.
 */
final class Pager {
  /** The option that does without. */
  static final String OFF = "--no-pager";

  private static final String USUAL = "less -FIRX";

  /** What a shell says of a program that may not be run, or is not there. */
  private static final int NOT_RUN = 126;

  private static final int NOT_FOUND = 127;

  private Pager() {}

  /**
   * @param wanted whether a pager may be used at all
   * @param out where the text goes without one; a pager writes to standard output
   */
  static void show(String text, boolean wanted, PrintWriter out) throws IOException {
    boolean seen =
        wanted && ResultStream.isOfProcess(out) && TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    Optional<String> command = seen ? command(System.getenv()) : Optional.empty();
    if (command.isPresent() && !fits(text, TerminalStyle.rows())) {
      out.flush();
      if (run(command.get(), text)) {
        return;
      }
    }
    out.print(text);
  }

  /** Of a terminal; empty where none is wanted. */
  static Optional<String> command(Map<String, String> environment) {
    String command =
        environment.getOrDefault("TLSDIAG_PAGER", environment.getOrDefault("PAGER", USUAL));
    boolean none =
        command.isBlank() || command.equals("cat") || "dumb".equals(environment.get("TERM"));
    return none ? Optional.empty() : Optional.of(command);
  }

  /**
   * Whether all of it, and the line to type in below, is seen at once. Lines are as wide as the
   * terminal at most, for whoever makes pages asks for its width.
   */
  static boolean fits(String text, OptionalInt rows) {
    return rows.isPresent() && text.lines().count() < rows.getAsInt();
  }

  /** A command that shows its whole help can be told to do so without a pager. */
  static void offer(CommandSpec spec) {
    if (spec.findOption(OFF) == null) {
      spec.addOption(OptionSpec.builder(OFF).hidden(true).build());
    }
  }

  /** Whether the pager could be run. */
  private static boolean run(String command, String text) throws IOException {
    // Ctrl-C is for the pager, which may stay; only it knows when the text is not looked at any
    // more.
    ProcessSignals.on(ProcessSignals.INT, () -> {});
    Process pager;
    try {
      pager =
          new ProcessBuilder("sh", "-c", command)
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false; // no shell: not a POSIX system
    }
    try (OutputStream in = pager.getOutputStream()) {
      in.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The reader has left before the end; that is what pagers are for.
    }
    try {
      int code = pager.waitFor();
      return code != NOT_RUN && code != NOT_FOUND;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
