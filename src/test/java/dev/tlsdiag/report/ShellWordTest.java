package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          a-file.pcap | a-file.pcap
          two words   | 'two words'
          it's        | 'it'\\''s'
          $HOME;rm *  | '$HOME;rm *'
          back\\slash  | 'back\\slash'
          """)
  void staysOneWord(String word, String quoted) {
    assertEquals(quoted, ShellWord.quote(word));
  }

  /** Such a line cannot run as it stands, but cannot harm the terminal either. */
  @ParameterizedTest
  @CsvSource("'\u001b[31m'")
  void controlCharactersDoNotReachTheTerminal(String word) {
    assertEquals("'\\u001b[31m'", ShellWord.quote(word));
  }
}
