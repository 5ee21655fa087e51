package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.cli.shell.ShellLine.Piece;
import dev.tlsdiag.cli.shell.ShellLine.Word;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          capture  dump.pcap        | capture,dump.pcap
          explain 'wrong version'   | explain,wrong version
          a "b 'c' d"               | a,b 'c' d
          a'b'"c"d                  | abcd
          a\\ b                     | a b
          "a\\"b\\n"                | a"b\\n
          '' x                      | ,x
          "" x                      | ,x
          a # b                     | a
          a#b                       | a#b
          # all                     | ``
          'a\\'                     | a\\
          """)
  void cutsAsShDoes(String line, String words) {
    assertEquals(words.isEmpty() ? List.of() : List.of(words.split(",", -1)), texts(line));
  }

  @Test
  void aLineGoesOnAfterABackslash() {
    assertEquals(List.of("capture", "a.pcap", "--first"), texts("capture a.pcap \\\n  --first"));
    assertEquals(List.of("capture"), texts("cap\\\nture"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a 'b", "a \"b", "a \\", "a 'b\nc"})
  void knowsThatMoreHasToCome(String line) {
    assertTrue(ShellLine.parse(line).isUnfinished());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a 'b'", "a \"b\"", "a # it's", "a \\\\"})
  void knowsThatItIsAll(String line) {
    assertFalse(ShellLine.parse(line).isUnfinished());
  }

  @Test
  void saysWhereWordsAre() {
    List<Word> words = ShellLine.parse(" a 'b c'  d").words();
    assertEquals(List.of(1, 3, 10), words.stream().map(Word::start).toList());
    assertEquals(List.of(2, 8, 11), words.stream().map(Word::end).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "$,$", "$1.sni,$1.sni", "$1.sni:443,$1.sni", "$.summary.failed,$.summary.failed",
    "${1.sni}x,${1.sni}", "a$HOME,$HOME", "\"$2.ip\",$2.ip", "$1.,$1"
  })
  void findsReferences(String line, String reference) {
    assertEquals(List.of(reference), references(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'$1.sni'", "\\$1.sni", "\"\\$1\""})
  void quotesTakeTheMeaningAway(String line) {
    assertEquals(List.of(), references(line));
  }

  private static List<String> texts(String line) {
    return ShellLine.parse(line).texts();
  }

  private static List<String> references(String line) {
    return ShellLine.parse(line).words().stream()
        .flatMap(word -> word.pieces().stream())
        .filter(Piece::reference)
        .map(Piece::text)
        .toList();
  }
}
