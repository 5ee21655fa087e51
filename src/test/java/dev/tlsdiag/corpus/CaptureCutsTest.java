package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Hex;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureCutsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pcap, little-endian  | d4c3b2a1 02000400 0000000000000000 00000400 01000000 \
          0000000000000000 02000000 02000000 abcd 0000000000000000 01000000 01000000 ef | 42 59
          pcap, big-endian     | a1b23c4d 00020004 0000000000000000 00040000 00000001 \
          0000000000000000 00000002 00000002 abcd | 42
          last packet cut off  | d4c3b2a1 02000400 0000000000000000 00000400 01000000 \
          0000000000000000 02000000 02000000 ab |
          pcapng, both orders  | 0a0d0d0a 1c000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000 \
          0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffffffffffff 0000001c 00000006 0000000c 0000000c \
          | 28 56 68
          length that is none  | 0a0d0d0a 00000000 4d3c2b1a 01000000 ffffffffffffffff 1c000000 |
          compressed           | 1f8b0800 00000000 0000000000000000 00000000 00000000 00000000 |
          """)
  void findsTheEndsOfBlocks(String name, String hex, String ends) {
    List<String> expected = ends == null ? List.of() : List.of(ends.split(" "));
    List<Integer> found = CaptureCuts.blockEnds(Hex.parse(hex));
    assertEquals(expected, found.stream().map(Object::toString).toList());
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "200", "201", "5000"})
  void cutsInsideTheFileAndAtEveryShortLength(int size) {
    List<Integer> cuts = CaptureCuts.of(new byte[size], 0, 1);
    int shortLengths = Math.min(size, 201);
    assertEquals(IntStream.range(0, shortLengths).boxed().toList(), cuts.subList(0, shortLengths));
    assertTrue(cuts.stream().allMatch(length -> length < size), cuts.toString());
    assertEquals(cuts.stream().distinct().sorted().toList(), cuts);
  }

  @Test
  void skipsLengthsOfTheHead() {
    assertEquals(
        IntStream.rangeClosed(0, 24).map(i -> 3 + 8 * i).filter(i -> i <= 200).boxed().toList(),
        CaptureCuts.of(new byte[5000], 3, 8).stream().filter(length -> length <= 200).toList());
  }
}
