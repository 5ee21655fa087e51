package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest(name = "[{index}]")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x\u001b[31mred       | x\\u001b[31mred
          a\u0007b\u007fc      | a\\u0007b\\u007fc
          a\205\233b           | a\\u0085\\u009bb
          evil\u202egnp.exe    | evil\\u202egnp.exe
          \u2066x\u2069        | \\u2066x\\u2069
          a\u200bb\u200dc\ufeff | a\\u200bb\\u200dc\\ufeff
          e\u0301              | e\\u0301
          back\\\\slash        | back\\\\\\\\slash
          straße 東京 😀       | straße 東京 😀
          \u3164               | \\u3164
          """)
  void escapes(String text, String expected) {
    assertEquals(expected, Printable.escape(text));
  }

  @Test
  void aNameKeepsAsciiWithoutBlanks() {
    assertEquals("a.test", Printable.name("a.test"));
    assertEquals("NO\\u0020SNI", Printable.name("NO SNI"));
    assertEquals("\\u00e9\\\\", Printable.name("\u00e9\\"));
  }

  @Test
  void aLoneSurrogateIsEscaped() {
    assertEquals("a\\ud83dz", Printable.escape("a\ud83dz"));
  }

  @Test
  void nothingEscapedIsLeftThatMovesACursor() {
    for (int c = 0; c <= 0xffff; c++) {
      String shown = Printable.escape(Character.toString((char) c));
      assertTrue(
          shown.chars().noneMatch(Character::isISOControl)
              && shown.codePoints().noneMatch(p -> Character.getType(p) == Character.FORMAT),
          Integer.toHexString(c));
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "abcdefghij, 10, abcdefghij",
    "abcdefghij, 9, abcd~ghij",
    "abcdefghij, 2, ~j",
    "abcdefghij, 1, ~",
    "abcdefghij, 0, ''",
    "東京東京, 5, 東~京",
    "😀😀😀, 5, 😀~😀"
  })
  void shortensInTheMiddle(String text, int columns, String expected) {
    assertEquals(expected, Printable.shorten(text, columns, "~"));
  }

  @Test
  void cutsAtTheEnd() {
    assertEquals("abc~", Printable.cut("abcdef", 4, "~"));
    assertEquals("東~", Printable.cut("東京東京", 4, "~"));
  }
}
