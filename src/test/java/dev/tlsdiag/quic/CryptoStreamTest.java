package dev.tlsdiag.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CryptoStreamTest {
  /** Type 1, six bytes of body. */
  private static final Bytes MESSAGE = Bytes.ofHex("01000006a0a1a2a3a4a5");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          in order              | 0-3 3-10          | 1 2     | 2
          out of order          | 3-10 0-3          | 1 2     | 2
          one piece             | 0-10              | 1       | 1
          overlapping           | 0-6 4-10          | 1 2     | 2
          repeated              | 0-6 0-6 6-10      | 1 3     | 2
          middle last           | 0-2 8-10 2-8      | 1 2 3   | 3
          around two            | 2-4 6-8 0-10      | 1 2 3   | 5
          within                | 1-9 3-5 0-10      | 1 3     | 3
          """)
  void putsPiecesTogether(String name, String pieces, String frames, int count) {
    CryptoStream stream = new CryptoStream();
    long frame = 0;
    for (String piece : pieces.split(" ", -1)) {
      assertTrue(stream.poll().isEmpty(), piece);
      int dash = piece.indexOf('-');
      int from = Integer.parseInt(piece.substring(0, dash));
      int to = Integer.parseInt(piece.substring(dash + 1));
      stream.add(from, MESSAGE.slice(from, to - from), ++frame);
    }
    CryptoStream.Message message = stream.poll().orElseThrow();
    assertEquals(MESSAGE, message.message());
    assertEquals(frames, String.join(" ", message.frames().stream().map(String::valueOf).toList()));
    assertEquals(count, message.pieces());
    assertTrue(stream.isEmpty());
  }

  @Test
  void keepsTheFirstOfTwoThatDisagree() {
    CryptoStream stream = new CryptoStream();
    stream.add(0, MESSAGE.head(6), 1);
    stream.add(0, Bytes.wrap(new byte[10]), 2);
    assertEquals("01000006a0a100000000", stream.poll().orElseThrow().message().toHex());
  }

  @Test
  void givesMessagesThatFollowOneAnother() {
    CryptoStream stream = new CryptoStream();
    stream.add(10, MESSAGE, 2);
    stream.add(0, MESSAGE, 1);
    assertEquals(List.of(1L), stream.poll().orElseThrow().frames());
    stream.add(0, MESSAGE, 3); // a retransmission of what was given out
    assertEquals(List.of(2L), stream.poll().orElseThrow().frames());
    assertTrue(stream.poll().isEmpty());
    assertEquals(0, stream.bufferedBytes());
  }

  @Test
  void takesEveryOrderOfEveryCut() {
    Random random = new Random(1);
    Bytes hello = SealedInitial.CLIENT_HELLO;
    for (int round = 0; round < 300; round++) {
      List<int[]> pieces = new ArrayList<>();
      for (int at = 0; at < hello.length(); ) {
        int to = Math.min(hello.length(), at + 1 + random.nextInt(60));
        int back = Math.min(at, random.nextInt(10));
        pieces.add(new int[] {at - back, to});
        at = to;
      }
      Collections.shuffle(pieces, random);
      CryptoStream stream = new CryptoStream();
      for (int[] p : pieces) {
        stream.add(p[0], hello.slice(p[0], p[1] - p[0]), 1);
      }
      assertEquals(hello, stream.poll().orElseThrow().message());
    }
  }

  @Test
  void staysWithinItsBounds() {
    CryptoStream stream = new CryptoStream();
    Bytes one = Bytes.wrap(new byte[] {1});
    stream.add(CryptoStream.MAX_BYTES, one, 1);
    stream.add((1L << 62) - 1, one, 1);
    assertTrue(stream.dropped());
    assertTrue(stream.isEmpty());
    for (int i = 0; i < CryptoStream.MAX_BYTES; i += 2) {
      stream.add(i, one, 1);
    }
    assertTrue(stream.bufferedBytes() <= CryptoStream.MAX_BYTES + 48 * 1024);
  }

  @Test
  void refusesAMessageThatIsTooLong() {
    CryptoStream stream = new CryptoStream();
    stream.add(0, Bytes.ofHex("01ffffff"), 1);
    assertFalse(stream.hasMessage());
    assertTrue(stream.dropped());
  }
}
