package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagerTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void ownVariableComesFirst() {
    assertEquals(Optional.of("less -FIRX"), Pager.command(Map.of()));
    assertEquals(Optional.of("more"), Pager.command(Map.of("PAGER", "more")));
    Map<String, String> both = Map.of("PAGER", "more", "TLSDIAG_PAGER", "most");
    assertEquals(Optional.of("most"), Pager.command(both));
  }

  @Test
  void thereAreWaysToHaveNone() {
    assertEquals(Optional.empty(), Pager.command(Map.of("PAGER", "")));
    assertEquals(Optional.empty(), Pager.command(Map.of("PAGER", "less", "TLSDIAG_PAGER", "cat")));
    assertEquals(Optional.empty(), Pager.command(Map.of("TERM", "dumb")));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "23, true", "24, false", "500, false"})
  void whatFitsTheScreenNeedsNone(int lines, boolean fits) {
    assertEquals(fits, Pager.fits("line\n".repeat(lines), OptionalInt.of(24)));
  }

  @Test
  void whereTheScreenIsUnknownThePagerDecides() {
    assertFalse(Pager.fits("line\n", OptionalInt.empty()));
  }

  /** So no test waits for a key, wherever it runs. */
  @Test
  void whatIsCollectedIsNotPaged() {
    assertFalse(ResultStream.isOfProcess(new PrintWriter(out)));
    assertTrue(ResultStream.isOfProcess(ResultStream.writer(new ByteArrayOutputStream())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare --help-all",
        "explain --help-all",
        "ca create --help-all",
        "policy lint --help-all"
      })
  void theWholeHelpCanBeHadWithoutOne(String line) {
    assertEquals(ExitCode.CLEAN, run(line));
    String page = out.toString();
    out.getBuffer().setLength(0);
    assertEquals(ExitCode.CLEAN, run(line + " --no-pager"));
    assertEquals(page, out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void otherwiseItIsNoOptionOfCommandsThatHaveNone() {
    assertEquals(ExitCode.USAGE, run("compare --no-pager"));
    assertTrue(err.toString().contains("'--no-pager'"), err.toString());
    assertEquals(ExitCode.CLEAN, run("explain --no-pager upstream-sni-missing"));
  }

  private int run(String line) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
  }
}
