package dev.tlsdiag.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLinesTest {
  /** Keeps what it is given, with its number. */
  private static final class Kept implements LineReader {
    final List<String> lines = new ArrayList<>();
    int ends;

    @Override
    public void onLine(byte[] buffer, int from, int to, long number) {
      lines.add(number + ":" + new String(buffer, from, to - from, UTF_8));
    }

    @Override
    public void onEnd() {
      ends++;
    }

    @Override
    public ReadingTally tally() {
      return ReadingTally.NOTHING;
    }
  }

  private static Kept read(String text, int piece, int longest) {
    Kept kept = new Kept();
    TextLines lines = new TextLines(kept, longest);
    byte[] bytes = text.getBytes(UTF_8);
    byte[] buffer = new byte[piece + 3]; // the same one for each piece, as a stream's reader has it
    for (int at = 0; at < bytes.length; at += piece) {
      int length = Math.min(piece, bytes.length - at);
      System.arraycopy(bytes, at, buffer, 3, length);
      lines.onBytes(buffer, 3, 3 + length);
    }
    lines.onEnd();
    return kept;
  }

  @ParameterizedTest(name = "in pieces of {0}")
  @ValueSource(ints = {1, 2, 3, 5, 7, 100})
  void linesDoNotDependOnPieces(int piece) {
    Kept kept = read("one\n\ntwo\r\nthrée\nlast", piece, 100);
    assertEquals(List.of("1:one", "2:", "3:two", "4:thrée", "5:last"), kept.lines);
    assertEquals(1, kept.ends);
  }

  @ParameterizedTest(name = "in pieces of {0}")
  @ValueSource(ints = {1, 3, 100})
  void aLineThatIsTooLongIsCutAndTheNextIsWhole(int piece) {
    assertEquals(
        List.of("1:0123", "2:ab", "3:4567"), read("0123456789\nab\n4567x\n", piece, 4).lines);
  }

  @Test
  void aLastLineBreakEndsTheLastLine() {
    assertEquals(List.of("1:a"), read("a\n", 10, 100).lines);
    assertEquals(List.of(), read("", 10, 100).lines);
    assertEquals(List.of("1:"), read("\n", 10, 100).lines);
  }

  @Test
  void longLinesGrowTheBuffer() {
    String line = "x".repeat(100_000);
    assertEquals(List.of("1:" + line, "2:y"), read(line + "\ny", 4096, 1 << 20).lines);
  }
}
