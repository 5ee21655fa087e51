package dev.tlsdiag.pcap;

import static dev.tlsdiag.pcap.PacketBytes.ascii;
import static dev.tlsdiag.pcap.PacketBytes.ipv4;
import static dev.tlsdiag.pcap.PacketBytes.ipv6;
import static dev.tlsdiag.pcap.PacketBytes.join;
import static dev.tlsdiag.pcap.PacketBytes.tcp;
import static dev.tlsdiag.pcap.PacketBytes.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentsTest {
  private static final int RAW = 101;
  private static final byte[] WHOLE = tcp(1000, 443, ascii("0123456789abcdef"));
  private static final String FLOW = "tcp 10.0.0.1:1000 > 10.0.0.2:443 ";

  /** Bytes from {@code start} to {@code end} of {@link #WHOLE} as a fragment. */
  private static byte[] fragment(int id, int start, int end) {
    return fragment(id, start, Arrays.copyOfRange(WHOLE, start, end), end < WHOLE.length);
  }

  private static byte[] fragment(int id, int start, byte[] bytes, boolean more) {
    return ipv4("10.0.0.1", "10.0.0.2", 6, id, (more ? 0x2000 : 0) | start / 8, bytes);
  }

  private static Reading read(byte[]... packets) throws CaptureFormatException {
    CaptureBuilder capture = CaptureBuilder.pcap(RAW);
    for (byte[] packet : packets) {
      capture.frame(packet);
    }
    return Reading.of(capture.build());
  }

  @Test
  void anyOrderAndTheNumberOfTheLast() throws CaptureFormatException {
    Reading reading =
        read(fragment(1, 24, 36), fragment(2, 0, 16), fragment(1, 0, 16), fragment(1, 16, 24));
    assertEquals(List.of("4 " + FLOW + "0123456789abcdef"), reading.lines());
    assertEquals(1, reading.counters().fragmentsDropped(), "of the second datagram");
    assertEquals(0, reading.counters().undecoded());
  }

  @Test
  void theFirstToArriveWinsAnOverlap() throws CaptureFormatException {
    byte[] other = new byte[16];
    Arrays.fill(other, (byte) 'x');
    Reading reading = read(fragment(1, 0, 24), fragment(1, 16, other, true), fragment(1, 32, 36));
    assertEquals(List.of("3 " + FLOW + "0123xxxxxxxxcdef"), reading.lines());
  }

  @Test
  void alsoOfIpv6() throws CaptureFormatException {
    byte[] whole = udp(1000, 443, ascii("0123456789abcdef"));
    byte[] first = ipv6(44, join("1100 0001 00000009", Arrays.copyOf(whole, 16)));
    byte[] last = ipv6(44, join("1100 0010 00000009", Arrays.copyOfRange(whole, 16, 24)));
    assertEquals(
        List.of("2 udp 2001:db8::1:1000 > 2001:db8::2:443 0123456789abcdef"),
        read(last, first).lines());
  }

  @Test
  void aTunnelInFragmentsWithFragmentsInside() throws CaptureFormatException {
    byte[] inner1 = fragment(5, 0, 16);
    byte[] inner2 = fragment(5, 16, 36);
    byte[] outer1 = ipv4("192.0.2.1", "192.0.2.2", 4, 7, 0x2000, Arrays.copyOf(inner1, 24));
    byte[] outer2 = ipv4("192.0.2.1", "192.0.2.2", 4, 7, 3, Arrays.copyOfRange(inner1, 24, 36));
    byte[] outer3 = ipv4("192.0.2.1", "192.0.2.2", 4, inner2);
    assertEquals(List.of("3 " + FLOW + "0123456789abcdef"), read(outer1, outer2, outer3).lines());
  }

  @Test
  void fragmentsOlderThanAMinuteAreGivenUp() throws CaptureFormatException {
    CaptureBuilder capture = CaptureBuilder.pcap(RAW).frame(fragment(1, 0, 16));
    for (int i = 0; i < 61; i++) {
      capture.frame(fragment(1000 + i, 0, 16)); // one a second
    }
    Reading reading = Reading.of(capture.frame(fragment(1, 16, 36)).build());
    assertEquals(List.of(), reading.lines());
    assertEquals(63, reading.counters().fragmentsDropped());
  }

  @Test
  void memoryIsBounded() {
    Fragments fragments = new Fragments();
    ByteBuffer bytes = ByteBuffer.allocate(1400);
    for (int i = 0; i < 5000; i++) {
      Fragments.Key key = new Fragments.Key(null, null, i, 6);
      assertEquals(-1, fragments.add(key, 0, 60_000, true, bytes, 0, 1400, 0));
    }
    assertEquals(true, fragments.bytes() <= Fragments.MAX_BYTES, "bytes " + fragments.bytes());
    assertEquals(5000 - fragments.waiting(), fragments.dropped());
  }

  @Test
  void pastTheLargestDatagramOrCutIsDropped() throws CaptureFormatException {
    byte[] past = fragment(1, 65_528, ascii("0123456789abcdef"), false);
    CaptureBuilder capture = CaptureBuilder.pcap(RAW).frame(past).frame(fragment(1, 0, 16), 30);
    assertEquals(2, Reading.of(capture.build()).counters().fragmentsDropped());
  }
}
