package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.diagnose.rules.Rules;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void showsThePageOfARule() {
    assertEquals(ExitCode.CLEAN, run("explain", "--ascii", "upstream-sni-missing"));
    Golden.assertMatches("explain/upstream-sni-missing.txt", out.toString());
  }

  @Test
  void everyPageIsPlainText() {
    Rules.ALL.forEach(rule -> assertEquals(0, run("explain", "--ascii", rule.info().name())));
    assertTrue(out.toString().chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'), "ASCII");
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), "width");
  }

  @Test
  void listsTheRules() {
    assertEquals(ExitCode.CLEAN, run("explain"));
    assertEquals(Rules.ALL.size(), out.toString().lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"112", "unrecognized_name", "Unrecognized_Name"})
  void knowsAlerts(String alert) {
    assertEquals(ExitCode.CLEAN, run("explain", alert));
    assertTrue(out.toString().startsWith("TLS alert 112 unrecognized_name\n"), out.toString());
    assertTrue(out.toString().contains("tlsdiag explain upstream-sni-missing\n"), out.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          curl: (35) error:0A00010B:SSL routines::wrong version number | plaintext-answer
          upstream connect error or disconnect/reset before headers    | reset-after-client-hello
          remote error: tls: unrecognized name                         | upstream-sni-missing
          """)
  void knowsPastedMessages(String message, String rule) {
    assertEquals(ExitCode.CLEAN, run("explain", message));
    assertTrue(out.toString().lines().toList().get(1).endsWith(" " + rule), out.toString());
  }

  @Test
  void guessesWhatWasMeant() {
    assertEquals(ExitCode.USAGE, run("explain", "upstream-sni-mising"));
    assertEquals(
        """
        error: no page for 'upstream-sni-mising'
          likely: upstream-sni-missing
          try:    tlsdiag explain upstream-sni-missing
        """,
        err.toString());
  }

  @Test
  void knowsNoOtherWord() {
    assertEquals(ExitCode.USAGE, run("explain", "\u001b[2Jxyzzy"));
    assertTrue(err.toString().chars().noneMatch(c -> c == 0x1b), err.toString());
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }
}
