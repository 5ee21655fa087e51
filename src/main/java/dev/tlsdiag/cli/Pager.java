package dev.tlsdiag.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Shows long texts a screen at a time, where standard output is a terminal: with {@code
 * TLSDIAG_PAGER}, {@code PAGER}, else {@code less -FIRX}.
 */
final class Pager {
  private static final String USUAL = "less -FIRX";

  /** What a shell says of a program that is not there, or none at all. */
  private static final int NOT_RUN = 126;

  private Pager() {}

  /**
   * @param wanted whether a pager may be used at all
   */
  static void show(String text, boolean wanted, PrintWriter out) throws IOException {
    String command = command(System.getenv());
    boolean paged =
        wanted
            && !command.isBlank()
            && !command.equals("cat")
            && TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    if (!paged || !run(command, text)) {
      out.print(text);
    }
  }

  static String command(Map<String, String> environment) {
    return environment.getOrDefault("TLSDIAG_PAGER", environment.getOrDefault("PAGER", USUAL));
  }

  /** Whether the pager could be run. */
  private static boolean run(String command, String text) throws IOException {
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
      return pager.waitFor() < NOT_RUN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
