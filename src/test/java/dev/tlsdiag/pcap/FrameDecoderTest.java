package dev.tlsdiag.pcap;

import static dev.tlsdiag.pcap.PacketBytes.ascii;
import static dev.tlsdiag.pcap.PacketBytes.ipv4;
import static dev.tlsdiag.pcap.PacketBytes.ipv6;
import static dev.tlsdiag.pcap.PacketBytes.join;
import static dev.tlsdiag.pcap.PacketBytes.tcp;
import static dev.tlsdiag.pcap.PacketBytes.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameDecoderTest {
  private static final int RAW = 101;
  private static final String FLOW = "1 tcp 10.0.0.1:1000 > 10.0.0.2:443 ";

  private static byte[] with(byte[] packet, int at, String hex) {
    byte[] changed = packet.clone();
    byte[] bytes = join(hex);
    System.arraycopy(bytes, 0, changed, at, bytes.length);
    return changed;
  }

  static Stream<Arguments> headers() {
    byte[] v4 = ipv4(6, tcp(1000, 443, ascii("text")));
    byte[] syn = tcp(1000, 443, 5, 2, join("01 01 0402 020405b4 00000000"), new byte[0]);
    byte[] datagram = ipv4(17, udp(1000, 443, ascii("text")));
    byte[] options =
        join(
            "46000030 00010000 40060000 0a000001 0a000002 94040000", tcp(1000, 443, ascii("text")));
    byte[] v6 = ipv6(6, tcp(1000, 443, ascii("text")));
    String udpFlow = "1 udp 10.0.0.1:1000 > 10.0.0.2:443 ";
    return Stream.of(
        arguments("plain", v4, FLOW + "text"),
        arguments("IP options", options, FLOW + "text"),
        arguments("total length 0", with(v4, 2, "0000"), FLOW + "text"),
        arguments("trailing bytes", Arrays.copyOf(v4, 60), FLOW + "text"),
        arguments("more on the wire than captured", with(v4, 2, "0050"), FLOW + "text and 36 cut"),
        arguments("MSS", ipv4(6, syn), FLOW + " mss 1460"),
        arguments(
            "options that make no sense",
            ipv4(6, tcp(1000, 443, 5, 2, join("02000000"), ascii("x"))),
            FLOW + "x"),
        arguments("UDP length 0", with(datagram, 24, "0000"), udpFlow + "text"),
        arguments("UDP length too small", with(datagram, 24, "0007"), udpFlow + "text"),
        arguments("UDP shorter than IP", with(datagram, 24, "000a"), udpFlow + "te"),
        arguments("UDP longer than IP", with(datagram, 24, "0100"), udpFlow + "text"),
        arguments(
            "IPv6 length 0", with(v6, 4, "0000"), "1 tcp 2001:db8::1:1000 > 2001:db8::2:443 text"),
        arguments("IP header too short", with(v4, 0, "44"), ""),
        arguments("total length below the header", with(v4, 2, "0010"), ""),
        arguments("TCP offset too small", with(v4, 32, "40"), ""),
        arguments("TCP offset past the end", with(v4, 32, "f0"), ""),
        arguments("version 5", with(v4, 0, "55"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void reads(String name, byte[] packet, String line) throws CaptureFormatException {
    Reading reading = Reading.ofFrame(RAW, packet);
    assertEquals(line.isEmpty() ? List.of() : List.of(line), reading.lines());
    assertEquals(line.isEmpty() ? 1 : 0, reading.counters().undecoded());
  }

  @Test
  void optionsCutByTheSnapLengthCostOnlyThemselves() throws CaptureFormatException {
    byte[] options = join("020405b4 01010101 01010101");
    byte[] packet = ipv4(6, tcp(1000, 443, 5, 2, options, ascii("text")));
    Reading reading = Reading.of(CaptureBuilder.pcap(RAW).frame(packet, 44).build());
    assertEquals(List.of(FLOW + " and 4 cut mss 1460"), reading.lines());
  }

  static Stream<Arguments> icmp() {
    byte[] tcp = ipv4(6, tcp(1000, 443, new byte[0]));
    byte[] datagram = ipv4(17, udp(1000, 443, ascii("text")));
    byte[] v6 = ipv6(6, tcp(1000, 443, new byte[0]));
    byte[] v6ext = ipv6(60, join("0600 010400000000", tcp(1000, 443, new byte[0])));
    byte[] fragment = ipv4("10.0.0.1", "10.0.0.2", 6, 1, 0x2002, ascii("the middle"));
    String about = "1 icmp about ";
    String flow = " 10.0.0.1:1000 > 10.0.0.2:443";
    String flow6 = "tcp 2001:db8::1:1000 > 2001:db8::2:443 seq 1000";
    return Stream.of(
        arguments(
            1,
            join("0304 0000 0000 0578", tcp),
            about + "tcp" + flow + " seq 1000: fragmentation needed, MTU 1400"),
        arguments(
            1, join("0303 0000 00000000", datagram), about + "udp" + flow + ": port unreachable"),
        arguments(
            1,
            join("0b00 0000 00000000", Arrays.copyOf(tcp, 28)),
            about + "tcp" + flow + " seq 1000: TTL exceeded"),
        arguments(
            1,
            join("030d 0000 00000000", Arrays.copyOf(tcp, 24)),
            about + "tcp" + flow + " seq 0: administratively prohibited"),
        arguments(58, join("0200 0000 00000500", v6), about + flow6 + ": packet too big, MTU 1280"),
        arguments(58, join("0104 0000 00000000", v6ext), about + flow6 + ": port unreachable"),
        arguments(1, join("0800 0000 00000000", tcp), ""),
        arguments(1, join("0303 0000 00000000", fragment), ""),
        arguments(58, join("8000 0000 00000000", v6), ""));
  }

  @ParameterizedTest(name = "[{index}] {2}")
  @MethodSource("icmp")
  void icmpErrorsTellAboutWhat(int protocol, byte[] message, String line)
      throws CaptureFormatException {
    byte[] packet =
        protocol == 1 ? ipv4("192.0.2.9", "10.0.0.1", 1, message) : ipv6(protocol, message);
    Reading reading = Reading.ofFrame(RAW, packet);
    assertEquals(line.isEmpty() ? List.of() : List.of(line), reading.lines());
    assertEquals(0, reading.counters().undecoded());
  }
}
