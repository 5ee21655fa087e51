package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of {@code tlsdiag ca} with an authority in a folder of the test. */
record CaRun(int exitCode, String out, String err) {
  static CaRun of(Path authority, String command, String... arguments) {
    List<String> words = new ArrayList<>(List.of("ca", command));
    words.addAll(List.of(arguments));
    words.add("--ca-dir");
    words.add(authority.toString());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new Program(new PrintWriter(out), new PrintWriter(err)).run(words.toArray(String[]::new));
    return new CaRun(code, out.toString(), err.toString());
  }

  /** As {@link #of}, and it has to succeed. */
  static CaRun clean(Path authority, String command, String... arguments) {
    CaRun run = of(authority, command, arguments);
    assertEquals(ExitCode.CLEAN, run.exitCode(), run.err());
    return run;
  }
}
