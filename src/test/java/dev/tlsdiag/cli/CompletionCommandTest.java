package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.cli.completion.CommandNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionCommandTest {
  private static final CommandNode PROGRAM = CompletionTree.read();

  /** With {@code -Dgolden.update=true} the file is rewritten instead. */
  @ParameterizedTest
  @CsvSource({
    "bash, tlsdiag.bash",
    "zsh, _tlsdiag",
    "fish, tlsdiag.fish",
    "kubectl, kubectl_complete-tlsdiag"
  })
  void theFileIsWhatTheCommandPrints(String shell, String name) throws IOException {
    Path file = Path.of("completions", name);
    String script = CompletionCommand.script(shell, PROGRAM);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, script);
    }
    assertEquals(Files.readString(file), script, file + ": -Dgolden.update=true writes it");
  }

  @Test
  void printsTheScript() {
    StringWriter out = new StringWriter();
    int code = run(out, new StringWriter(), "completion", "fish");
    assertEquals(ExitCode.CLEAN, code);
    assertEquals(CompletionCommand.script("fish", PROGRAM), out.toString());
  }

  @Test
  void guessesTheShell() {
    StringWriter err = new StringWriter();
    assertEquals(ExitCode.USAGE, run(new StringWriter(), err, "completion", "fsh"));
    assertTrue(err.toString().contains("fish"), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Show this page.                              | Show this page
          text (default) or json.                      | text (default) or json
          Send it so often, and tell: what failed.     | Send it so often, and tell
          Reads (YAML; JSON) resources: all.           | Reads (YAML; JSON) resources
          1.0, 1.1 or 1.2                              | 1.0, 1.1 or 1.2
          """)
  void saysAThingInAFewWords(String description, String about) {
    assertEquals(about, CompletionTree.about(description));
  }

  private static int run(StringWriter out, StringWriter err, String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }
}
