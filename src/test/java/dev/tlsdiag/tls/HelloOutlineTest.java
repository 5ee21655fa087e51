package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelloOutlineTest {
  static Stream<String> samples() {
    return Stream.concat(Samples.CLIENT_HELLOS.stream(), Samples.OTHERS.stream());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void coversEveryByteAndFindsNothingBroken(String sample) {
    Bytes message = Samples.message(sample);

    List<OutlineRow> rows = HelloOutline.of(message);

    assertTiles(message, rows);
    assertTrue(
        rows.stream()
            .noneMatch(r -> r.label().equals("malformed") || r.label().equals("left over")),
        rows.toString());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void coversEveryByteOfEveryTruncation(String sample) {
    Bytes message = Samples.message(sample);
    for (int length = 0; length < message.length(); length++) {
      assertTiles(message.head(length), HelloOutline.of(message.head(length)));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void coversEveryByteOfDamagedMessages(String sample) {
    Random random = new Random(1); // the same damage in every run
    for (int round = 0; round < 500; round++) {
      byte[] damaged = Samples.message(sample).toArray();
      for (int i = 0; i < 3; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Bytes message = Bytes.wrap(damaged);
      assertTiles(message, HelloOutline.of(message));
    }
  }

  @Test
  void labelsTheServerName() {
    List<String> rows =
        HelloOutline.of(Samples.message("client-hello-browser")).stream()
            .filter(r -> r.offset() >= 113 && r.offset() < 138)
            .map(r -> "%d+%d %s: %s".formatted(r.offset(), r.length(), r.label(), r.value()))
            .toList();

    assertEquals(
        List.of(
            "113+25 extension server_name: www.example.test",
            "113+2 extension_type: server_name (0x0000)",
            "115+2 length: 21",
            "117+21 server_name_list: ",
            "117+2 length: 19",
            "119+1 name_type: host_name (0)",
            "120+18 host_name: ",
            "120+2 length: 16",
            "122+16 value: www.example.test"),
        rows);
  }

  @Test
  void saysWhereTheMessageBreaks() {
    Bytes message = Samples.message("client-hello-quic").head(60);

    OutlineRow last = HelloOutline.of(message).get(HelloOutline.of(message).size() - 1);

    assertEquals("malformed", last.label());
    assertEquals("extensions at byte 51: needs 144 bytes, 9 left", last.value());
  }

  /** A row followed by deeper ones is filled by them, in order and without a hole. */
  private static void assertTiles(Bytes message, List<OutlineRow> rows) {
    assertEquals(0, rows.get(0).depth());
    assertEquals(message.length(), rows.get(0).length());
    int covered = 0;
    for (int i = 0; i < rows.size(); i++) {
      OutlineRow row = rows.get(i);
      boolean leaf = i + 1 == rows.size() || rows.get(i + 1).depth() <= row.depth();
      assertEquals(covered, row.offset(), () -> "hole or overlap at " + row + " in " + rows);
      if (leaf) {
        covered += row.length();
      } else {
        assertEquals(row.depth() + 1, rows.get(i + 1).depth());
      }
    }
    assertEquals(message.length(), covered);
  }
}
