package dev.tlsdiag.pcap;

import static dev.tlsdiag.pcap.PacketBytes.ascii;
import static dev.tlsdiag.pcap.PacketBytes.frame;
import static dev.tlsdiag.pcap.PacketBytes.join;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureReaderTest {
  private static final String ONE = "1 tcp 10.0.0.1:1000 > 10.0.0.2:443 one";
  private static final String TWO = "2 tcp 10.0.0.1:1000 > 10.0.0.2:443 two";
  private static final long FIRST_NANOS = CaptureBuilder.FIRST_SECOND * 1_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  static Stream<Arguments> containers() {
    return Stream.of(
        arguments("pcap LE us", CaptureBuilder.pcap(1), 5000),
        arguments("pcap BE us", CaptureBuilder.pcap(BIG_ENDIAN, 0xa1b2c3d4, 1), 5000),
        arguments("pcap LE ns", CaptureBuilder.pcap(LITTLE_ENDIAN, 0xa1b23c4d, 1), 5),
        arguments("pcap BE ns", CaptureBuilder.pcap(BIG_ENDIAN, 0xa1b23c4d, 1), 5),
        arguments("Kuznetzov LE", CaptureBuilder.pcap(LITTLE_ENDIAN, 0xa1b2cd34, 1), 5000),
        arguments("Kuznetzov BE", CaptureBuilder.pcap(BIG_ENDIAN, 0xa1b2cd34, 1), 5000),
        arguments("IXIA hardware", CaptureBuilder.pcap(LITTLE_ENDIAN, 0x1c0001ac, 1), 5),
        arguments("IXIA software", CaptureBuilder.pcap(BIG_ENDIAN, 0x1c0001ab, 1), 5000),
        arguments(
            "with FCS length", CaptureBuilder.pcap(LITTLE_ENDIAN, 0xa1b2c3d4, 0x24000001), 5000),
        arguments("pcapng LE", CaptureBuilder.pcapng(1), 5000),
        arguments("pcapng BE", CaptureBuilder.pcapng(BIG_ENDIAN).interfaceOf(1, 0), 5000));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("containers")
  void readsAndNeverFailsOnATruncation(String name, CaptureBuilder capture, int nanos)
      throws CaptureFormatException {
    int headers = capture.build().length;
    int first = capture.frame(frame("one")).build().length;
    byte[] whole = capture.frame(frame("two")).build();

    Reading reading = Reading.of(whole);
    assertEquals(List.of(ONE, TWO), reading.lines());
    assertEquals(List.of(FIRST_NANOS + nanos, FIRST_NANOS + SECOND + nanos), reading.times());
    assertEquals(Optional.empty(), reading.ending());
    assertEquals(whole.length, reading.counters().bytes());
    for (int step : new int[] {1, 7, 64}) {
      assertEquals(reading, Reading.of(whole, step, null), step + " bytes at a time");
    }

    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      if (length < 4) {
        assertThrows(CaptureFormatException.class, () -> Reading.of(cut));
        continue;
      }
      Reading part = Reading.of(cut);
      assertEquals(length < first ? List.of() : List.of(ONE), part.lines(), "first " + length);
      boolean between =
          length == headers || length == first || isBetweenBlocks(whole, length, headers);
      assertEquals(between, part.ending().isEmpty(), "first " + length + ": " + part.ending());
    }
  }

  /** After the section header of pcapng there is a second boundary, before the interface. */
  private static boolean isBetweenBlocks(byte[] whole, int length, int headers) {
    return whole[0] == 0x0a && length == 28 && length < headers;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing  |                                  | is empty
          2 bytes  | d4c3                             | is not a capture file: has only 2 bytes
          HTML     | 3c68746d6c3e                     | is not a capture file: starts with 3c68746d6c3e (HTML?)
          gzip     | 1f8b0800000000000003             | is not a capture file: starts with 1f8b0800000000000003 (gzip?)
          JSON     | 7b2261223a317d                   | is not a capture file: starts with 7b2261223a317d (JSON?)
          text     | 68656c6c6f20776f726c64           | is not a capture file: starts with 68656c6c6f20776f726c64 (text?)
          pcapng?  | 0a0d0d0a1c000000000000000000     | is not a capture file: broken block at offset 0: byte-order magic is 00000000; reading stopped
          """)
  void refusesWhatIsNoCapture(String name, String hex, String problem) {
    byte[] bytes = join(hex == null ? "" : hex);
    var e = assertThrows(CaptureFormatException.class, () -> Reading.of(bytes));
    assertEquals(problem, e.getMessage());
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        arguments(
            CaptureBuilder.pcap(1)
                .frame(frame("one"))
                .raw("00000000 00000000 3c000000 3c000000 0102"),
            "cut off in the middle of packet 2 at offset 97: 2 of 60 bytes"),
        arguments(
            CaptureBuilder.pcap(1).frame(frame("one")).raw("00000000 00"),
            "cut off in the middle of the record header of packet 2 at offset 97: 5 of 16 bytes"),
        arguments(
            CaptureBuilder.pcap(1)
                .frame(frame("one"))
                .raw("00000000 00000000 ffffff7f 3c000000 0102"),
            "broken record of packet 2 at offset 97: captured length 2147483647, at most 262144 is"
                + " possible; reading stopped"),
        arguments(
            CaptureBuilder.pcapng(1).frame(frame("one")).raw("06000000 50000000 00000000 00000000"),
            "cut off in the middle of the block of packet 2 at offset 140: 16 of 80 bytes"),
        arguments(
            CaptureBuilder.pcapng(1).frame(frame("one")).raw("06000000 ffffffff 00000000"),
            "broken block at offset 140: length 4294967295; reading stopped"),
        arguments(
            CaptureBuilder.pcapng(1).frame(frame("one")).raw("06000000 10000000 00000000 14000000"),
            "broken block at offset 140: length is 16 at its start and 20 at its end; reading"
                + " stopped"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("endings")
  void saysWhereItEndsAndKeepsWhatCameBefore(CaptureBuilder capture, String warning)
      throws CaptureFormatException {
    Reading reading = Reading.of(capture.build());
    assertEquals(List.of(ONE), reading.lines());
    assertEquals(List.of(warning), reading.counters().warnings());
    assertEquals(warning.startsWith("cut"), reading.ending().isPresent());
    assertEquals(capture.build().length, reading.counters().bytes());
  }

  @Test
  void unknownLinkTypesAreNamedAndOtherInterfacesGoOn() throws CaptureFormatException {
    byte[] frame = frame("one");
    Reading reading =
        Reading.of(
            CaptureBuilder.pcapng(147)
                .interfaceOf(1, 0)
                .frame(0, frame, frame.length)
                .frame(0, frame, frame.length)
                .frame(1, frame("two"), frame.length)
                .build());
    assertEquals(List.of("3" + TWO.substring(1)), reading.lines());
    ReaderCounters counters = reading.counters();
    assertEquals(List.of("link type 147 (USER0) in packet 1 cannot be read"), counters.warnings());
    assertEquals(new TreeMap<>(Map.of(147, 2L)), counters.unknownLinkTypes());
    assertEquals(2, counters.undecoded());
    assertTrue(!counters.nothingReadable());
    assertTrue(Reading.ofFrame(147, frame).counters().nothingReadable());
  }

  @Test
  void cutPacketsSayHowMuchIsMissing() throws CaptureFormatException {
    byte[] frame = frame("0123456789");
    Reading reading =
        Reading.of(
            CaptureBuilder.pcap(1).frame(frame, 58).frame(frame, 50).frame(frame, 20).build());
    assertEquals(List.of("1 tcp 10.0.0.1:1000 > 10.0.0.2:443 0123 and 6 cut"), reading.lines());
    assertEquals(3, reading.counters().cutPackets());
    assertEquals(2, reading.counters().undecoded());
  }

  @Test
  void pcapngSectionsHaveTheirOwnByteOrderAndInterfaces() throws CaptureFormatException {
    List<String> seen = new ArrayList<>();
    byte[] capture =
        CaptureBuilder.pcapng(LITTLE_ENDIAN)
            .interfaceOf(1, 0, "0200 0400", ascii("eth0"), "0000 0000")
            .frame(frame("one"))
            .append(
                CaptureBuilder.pcapng(BIG_ENDIAN)
                    .interfaceOf(101, 0)
                    .frame(Arrays.copyOfRange(frame("two"), 14, 57)))
            .build();
    FrameVisitor visitor =
        new FrameVisitor() {
          @Override
          public void onFrame(
              long frame,
              int linkType,
              long time,
              ByteBuffer b,
              int at,
              int captured,
              int wire,
              int id) {
            seen.add(frame + " of " + id + ": " + captured);
          }

          @Override
          public void onInterface(int id, int linkType, String name) {
            seen.add(id + " is " + LinkTypes.text(linkType) + " " + name);
          }
        };
    assertEquals(List.of(ONE, TWO), Reading.of(capture, 13, visitor).lines());
    assertEquals(
        List.of("0 is 1 (ETHERNET) eth0", "1 of 0: 57", "1 is 101 (RAW) ", "2 of 1: 43"), seen);
  }

  @Test
  void pcapngBlocksOfEveryKind() throws CaptureFormatException {
    List<String> seen = new ArrayList<>();
    byte[] long1 = frame("one and more");
    byte[] capture =
        CaptureBuilder.pcapng(LITTLE_ENDIAN)
            .interfaceOf(1, 57)
            .block(4, join("0100 0a00 c0000201", ascii("a.test"), "0000 0000 0000"))
            .block(10, join("4b534c54 03000000", ascii("abc"), "00"))
            .block(5, join("00000000 00000000 00000000"))
            .simpleFrame(long1, 57)
            .block(0xbad, join("00000000"))
            .oldFrame(0, frame("two"))
            .block(0x7fffffff, join("00000000"))
            .frame(7, frame("lost"), 58)
            .build();
    FrameVisitor visitor =
        new FrameVisitor() {
          @Override
          public void onFrame(
              long frame,
              int linkType,
              long time,
              ByteBuffer b,
              int at,
              int captured,
              int wire,
              int id) {}

          @Override
          public void onName(IpAddress address, String name) {
            seen.add(address + " " + name);
          }

          @Override
          public void onSecrets(int type, ByteBuffer buffer, int offset, int length) {
            seen.add("secrets %x: %d".formatted(type, length));
          }
        };
    Reading reading = Reading.of(capture, capture.length, visitor);
    assertEquals(List.of(ONE + " and 9 cut", "3" + TWO.substring(1)), reading.lines());
    assertEquals(4, reading.counters().packets(), "a custom block has a number, too");
    assertEquals(List.of("192.0.2.1 a.test", "secrets 544c534b: 3"), seen);
    assertEquals(
        List.of("packet 4 at offset 328 is of interface 7, which is not described"),
        reading.counters().warnings());
  }

  @ParameterizedTest(name = "resolution {0}, {1} units")
  @CsvSource({
    "06, 1700000000000005, 1700000000000005000",
    "09, 1700000000000000005, 1700000000000000005",
    "00, 1700000000, 1700000000000000000",
    "03, 1700000000123, 1700000000123000000",
    "0c, 1700000000000005000, 1700000000000005",
    "94, 1782579200524288, 1700000000500000000",
    "a0, 7301444407494967296, 1700000001000000000",
    "80, 1700000000, 1700000000000000000",
    "ff, 5, 0",
    "7f, 5, 0"
  })
  void timeResolutions(String resolution, long units, long nanos) {
    CaptureInterface source = new CaptureInterface(0, 1);
    source.timeResolution(Integer.parseInt(resolution, 16));
    assertEquals(nanos, source.nanos(units));
  }

  @Test
  void liveFramesTakeTheSameWay() throws CaptureFormatException {
    PacketLog log = new PacketLog();
    CaptureReader reader = new CaptureReader(log);
    byte[] frame = frame("one");
    ByteBuffer buffer = ByteBuffer.wrap(join("ffff", frame)).order(ByteOrder.LITTLE_ENDIAN);
    reader.packet(1, 5, buffer, 2, frame.length, frame.length);
    assertEquals(Optional.empty(), reader.end(0));
    assertEquals(List.of(ONE), log.lines);
    assertEquals(List.of(5L), log.times);
  }
}
