package dev.tlsdiag.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * Runs command lines of standard input, one after the other, in an environment that the caller has
 * set: what tells it to be a terminal of that width and those signs. After each output comes a line
 * with {@link #END} and the exit status.
 */
final class CommandReader {
  static final String END = "\u001e";

  private CommandReader() {}

  public static void main(String[] args) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintWriter answer = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int exit =
          new Program(new PrintWriter(out), new PrintWriter(err))
              .run(ShellLine.words(line).toArray(String[]::new));
      answer.print(out + "\n" + END + exit + "\n");
      answer.flush();
    }
  }
}
