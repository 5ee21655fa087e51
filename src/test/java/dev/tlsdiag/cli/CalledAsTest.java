package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalledAsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Usage: tlsdiag COMMAND [OPTIONS]   | Usage: kubectl tlsdiag COMMAND [OPTIONS]
          as "tlsdiag lab" lists them        | as "kubectl tlsdiag lab" lists them
          tlsdiag --help                     | kubectl tlsdiag --help
          cat x; tlsdiag capture -           | cat x; kubectl tlsdiag capture -
          """)
  void namesTheProgramAsItIsCalled(String text, String expected) {
    assertEquals(expected, CalledAs.told(text, "kubectl tlsdiag"));
  }

  @ParameterizedTest
  @CsvSource({
    "kubectl tlsdiag-lab run",
    "'a proxy: tlsdiag (default), envoy'",
    "/usr/bin/tlsdiag lab",
    "tlsdiag laboratory"
  })
  void leavesOtherWords(String text) {
    assertEquals(text, CalledAs.told(text, "kubectl tlsdiag"));
  }

  @ParameterizedTest
  @CsvSource({"tlsdiag lab run sni-reset"})
  void saysNothingElseWithoutALauncher(String text) {
    assertEquals(text, CalledAs.told(text));
  }
}
