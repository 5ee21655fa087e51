package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineHighlighterTest {
  private static final Map<AttributedStyle, Character> LETTERS =
      Map.of(
          LineHighlighter.PLAIN, '.',
          LineHighlighter.COMMAND, 'c',
          LineHighlighter.OPTION, 'o',
          LineHighlighter.TEXT, 't',
          LineHighlighter.REFERENCE, 'r',
          LineHighlighter.WRONG, 'w',
          LineHighlighter.COMMENT, '#');

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          capture --quiet x      | ccccccc.ooooooo..
          capt                   | ....
          captz                  | wwwww
          captz x                | wwwww..
          capture --qui          | ccccccc......
          capture --quit x       | ccccccc.wwwwww..
          capture --format te    | ccccccc.oooooooo...
          capture --format tez   | ccccccc.oooooooo.www
          capture 'a b' $1.sni   | ccccccc.ttttt.rrrrrr
          policy lint --strict   | cccccc.cccc.oooooooo
          capture x # why        | ccccccc..######
          !ls -l                 | ......
          """)
  void coloursWords(String line, String styles) {
    AttributedString shown = new LineHighlighter(new ToyProgram()).highlight(line);
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < shown.length(); i++) {
      letters.append(LETTERS.get(shown.styleAt(i)));
    }
    assertEquals(line, shown.toString());
    assertEquals(styles, letters.toString());
  }
}
