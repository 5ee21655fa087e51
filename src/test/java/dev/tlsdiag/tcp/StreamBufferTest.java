package dev.tlsdiag.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamBufferTest {
  /** Each segment is {@code sequence:text}; the stream starts at 100. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          in order              | 100:abc 103:def         | abcdef | 0
          retransmitted         | 100:abc 100:abc 103:def | abcdef | 0
          out of order          | 103:def 100:abc         | abcdef | 0
          last first            | 106:g 103:def 100:abc   | abcdefg | 0
          overlap agrees        | 100:abcd 102:cdef       | abcdef | 0
          overlap disagrees     | 100:abcd 102:XXef       | abcdef | 1
          first data wins ahead | 102:cd 101:XXXe 100:ab  | aXcde  | 2
          bridge over waiting   | 102:c 104:e 100:abcdef  | abcdef | 0
          inside what is known  | 100:abcdef 102:cd       | abcdef | 0
          before the start      | 100:abc 98:zzabcd       | abcd   | 0
          hole stays            | 100:abc 104:e           | abc    | 0
          """)
  void putsTogether(String name, String segments, String stream, int conflicts) {
    StreamBuffer buffer = anchored(100);
    long frame = 0;
    for (String segment : segments.split(" ", -1)) {
      accept(buffer, segment, ++frame);
    }
    assertEquals(stream, text(buffer));
    assertEquals(conflicts, buffer.conflicts());
  }

  @Test
  void sequenceNumbersWrap() {
    StreamBuffer buffer = anchored(-3);
    accept(buffer, "0:d", 2);
    accept(buffer, "-3:abc", 1);
    accept(buffer, "1:e", 3);
    assertEquals("abcde", text(buffer));
    assertEquals(4, buffer.indexOf(1));
  }

  @Test
  void gapIsGivenUpOnceAndCounted() {
    StreamBuffer buffer = anchored(100);
    accept(buffer, "100:abc", 1);
    accept(buffer, "110:k", 2);
    accept(buffer, "120:u", 3);
    assertTrue(buffer.hasWaiting());
    assertTrue(buffer.skipGap());
    assertEquals("abck", text(buffer));
    assertEquals(7, buffer.missingBytes());
    assertEquals(3, buffer.gapAt());
    assertTrue(buffer.skipGap());
    assertEquals("abcku", text(buffer));
    assertEquals(16, buffer.missingBytes());
    assertFalse(buffer.skipGap());
  }

  @Test
  void framesAndSegmentsOfAPartAreKnown() {
    StreamBuffer buffer = anchored(100);
    accept(buffer, "104:efgh", 1);
    accept(buffer, "100:abcd", 2);
    accept(buffer, "108:ij", 3);
    assertArrayEquals(new long[] {1, 2}, buffer.frames(0, 8));
    assertArrayEquals(new long[] {1}, buffer.frames(5, 8));
    assertEquals(3, buffer.segments(0, 10));
    assertTrue(buffer.segmentStartsAt(4));
    assertFalse(buffer.segmentStartsAt(5));
    assertEquals(8, buffer.nextSegmentStart(4));
  }

  @Test
  void startMovesBackForAnEarlierSegment() {
    StreamBuffer buffer = anchored(104);
    accept(buffer, "104:ef", 1);
    buffer.rebase(100);
    accept(buffer, "100:abcd", 2);
    assertEquals("abcdef", text(buffer));
    assertArrayEquals(new long[] {1, 2}, buffer.frames(0, 6));
  }

  @Test
  void discardMovesIndexesDown() {
    StreamBuffer buffer = anchored(100);
    accept(buffer, "100:abc", 1);
    accept(buffer, "103:def", 2);
    buffer.discard(4);
    assertEquals("ef", text(buffer));
    assertEquals(1, buffer.indexOf(105));
    assertArrayEquals(new long[] {2}, buffer.frames(0, 2));
  }

  @Test
  void memoryIsBounded() {
    StreamBuffer buffer = anchored(0);
    byte[] segment = new byte[1000];
    for (int i = 0; i < 1000; i++) {
      buffer.accept(10 + 2000 * i, ByteBuffer.wrap(segment), 0, segment.length, i);
    }
    int overhead = 64 * buffer.waitingSegments() + 100;
    assertTrue(buffer.retainedBytes() <= StreamBuffer.MAX_WAITING_BYTES + overhead, "waiting");
    assertTrue(buffer.droppedSegments() > 0);
    StreamBuffer inOrder = anchored(0);
    for (int i = 0; i < 1000; i++) {
      inOrder.accept(1000 * i, ByteBuffer.wrap(segment), 0, segment.length, i);
    }
    assertEquals(StreamBuffer.MAX_BYTES, inOrder.length());
    assertEquals(1_000_000 - StreamBuffer.MAX_BYTES, inOrder.droppedBytes());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyOrderAndOverlapGivesTheSameStream(long seed) {
    Random random = new Random(seed);
    byte[] whole = new byte[5000];
    random.nextBytes(whole);
    List<int[]> pieces = new ArrayList<>();
    for (int at = 0; at < whole.length; ) {
      int size = Math.min(1 + random.nextInt(90), whole.length - at);
      int back = Math.min(at, random.nextInt(30));
      pieces.add(new int[] {at - back, size + back});
      at += size;
    }
    Collections.shuffle(pieces, random);
    int start = random.nextInt();
    StreamBuffer buffer = anchored(start);
    for (int[] piece : pieces) {
      buffer.accept(start + piece[0], ByteBuffer.wrap(whole), piece[0], piece[1], 1);
    }
    assertEquals(0, buffer.conflicts());
    assertArrayEquals(whole, java.util.Arrays.copyOf(buffer.array(), buffer.length()));
  }

  private static StreamBuffer anchored(int sequence) {
    StreamBuffer buffer = new StreamBuffer(new ArrayPool());
    buffer.anchor(sequence);
    return buffer;
  }

  private static void accept(StreamBuffer buffer, String segment, long frame) {
    int colon = segment.indexOf(':');
    byte[] bytes = segment.substring(colon + 1).getBytes(StandardCharsets.US_ASCII);
    buffer.accept(
        Integer.parseInt(segment.substring(0, colon)),
        ByteBuffer.wrap(bytes),
        0,
        bytes.length,
        frame);
  }

  private static String text(StreamBuffer buffer) {
    return new String(buffer.array(), 0, buffer.length(), StandardCharsets.US_ASCII);
  }
}
