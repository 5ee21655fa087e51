package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Command lines in reports, which are sent to others. */
class CommandLineTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a.test:443                              | a.test:443
          a.test -x ann:secret@proxy:3128         | a.test -x proxy:3128
          a.test -x ann:sec@ret@proxy:3128        | a.test -x proxy:3128
          a.test --proxy http://ann:sec@ret@proxy | a.test --proxy http://proxy
          a.test --proxy=ann:secret@proxy:3128    | a.test --proxy=proxy:3128
          a.test -U ann:secret                    | a.test -U REDACTED
          """)
  void hasNoPassword(String given, String shown) {
    CommandLine line = new CommandLine(new ProbeCommand()).setCommandName("probe");
    line.parseArgs(given.split(" "));
    assertEquals("tlsdiag probe " + shown, CommandLineText.of(line));
  }

  /** What they say is in the report as what to run again. */
  @Test
  void requestsWithSecretsAreReferredTo() {
    CompareRequest request = new CompareRequest();
    assertTrue(request.mayHoldSecrets(List.of("https://a.test/?access_token=abc")));
    assertTrue(request.mayHoldSecrets(List.of("https://ann:secret@a.test/")));
    assertFalse(request.mayHoldSecrets(List.of("https://a.test/?page=2")));
  }
}
