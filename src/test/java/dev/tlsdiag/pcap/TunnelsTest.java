package dev.tlsdiag.pcap;

import static dev.tlsdiag.pcap.PacketBytes.ascii;
import static dev.tlsdiag.pcap.PacketBytes.ethernet;
import static dev.tlsdiag.pcap.PacketBytes.ipv4;
import static dev.tlsdiag.pcap.PacketBytes.ipv6;
import static dev.tlsdiag.pcap.PacketBytes.join;
import static dev.tlsdiag.pcap.PacketBytes.tcp;
import static dev.tlsdiag.pcap.PacketBytes.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TunnelsTest {
  private static final int RAW = 101;
  private static final byte[] V4 = ipv4(6, tcp(1000, 443, ascii("four")));
  private static final byte[] V6 = ipv6(17, udp(1000, 443, ascii("six")));
  private static final byte[] ETHER = ethernet(0x0800, V4);
  private static final String LINE4 = "1 tcp 10.0.0.1:1000 > 10.0.0.2:443 four";
  private static final String LINE6 = "1 udp 2001:db8::1:1000 > 2001:db8::2:443 six";
  private static final String WIFI = "020000000001 020000000002 020000000003 1000 ";

  private static byte[] outer(int protocol, Object... payload) {
    return ipv4("192.0.2.1", "192.0.2.2", protocol, join(payload));
  }

  private static byte[] overUdp(int port, Object... payload) {
    return outer(17, udp(40000, port, join(payload)));
  }

  static Stream<Arguments> tunnels() {
    return Stream.of(
        arguments("IP in IP", outer(4, V4), LINE4),
        arguments("6in4", outer(41, V6), LINE6),
        arguments("4in6", ipv6(4, V4), LINE4),
        arguments("GRE", outer(47, "0000 0800", V4), LINE4),
        arguments(
            "GRE checksum, key, sequence",
            outer(47, "b000 86dd 00000000 00000001 00000002", V6),
            LINE6),
        arguments(
            "GRE PPP (PPTP)",
            outer(47, "3081 880b 0030 0001 00000000 00000000 ff03 0021", V4),
            LINE4),
        arguments("GRE Ethernet", outer(47, "2000 6558 00000100", ETHER), LINE4),
        arguments("GRE MPLS", outer(47, "0000 8847 00011140", V4), LINE4),
        arguments("ERSPAN I", outer(47, "0000 88be", ETHER), LINE4),
        arguments("ERSPAN II", outer(47, "1000 88be 00000001 1000000000000000", ETHER), LINE4),
        arguments(
            "ERSPAN III", outer(47, "1000 22eb 00000001 200000000000000000000000", ETHER), LINE4),
        arguments(
            "ERSPAN III, more",
            outer(47, "1000 22eb 00000001 200000000000000000000001 0000000000000000", ETHER),
            LINE4),
        arguments("WCCP", outer(47, "0000 883e 00000000", V4), LINE4),
        arguments("EtherIP", outer(97, "3000", ETHER), LINE4),
        arguments("MPLS in IP", outer(137, "00011140", V6), LINE6),
        arguments("Ethernet in IPv6", ipv6(143, ETHER), LINE4),
        arguments(
            "authentication header",
            outer(
                51,
                "06 04 0000 00000001 00000001 000000000000000000000000",
                tcp(1, 2, ascii("ah"))),
            "1 tcp 192.0.2.1:1 > 192.0.2.2:2 ah"),
        arguments("VXLAN", overUdp(4789, "08000000 00000500", ETHER), LINE4),
        arguments(
            "VXLAN of Linux", overUdp(8472, "08000000 00000500", ethernet(0x86dd, V6)), LINE6),
        arguments("VXLAN with policy", overUdp(4789, "88000007 00000500", ETHER), LINE4),
        arguments("VXLAN GPE", overUdp(4790, "0c000001 00000500", V4), LINE4),
        arguments(
            "VXLAN over IPv6", ipv6(17, udp(1, 4789, join("08000000 00000500", ETHER))), LINE4),
        arguments("Geneve", overUdp(6081, "0000 6558 00000500", ETHER), LINE4),
        arguments(
            "Geneve options", overUdp(6081, "0240 86dd 00000500 0102000100000001", V6), LINE6),
        arguments("GTP", overUdp(2152, "30ff 0030 00000001", V4), LINE4),
        arguments("GTP sequence", overUdp(2152, "32ff 0034 00000001 00010000", V6), LINE6),
        arguments(
            "GTP extension", overUdp(2152, "34ff 0038 00000001 00000085 01100000", V4), LINE4),
        arguments("Teredo", overUdp(3544, V6), LINE6),
        arguments("Teredo origin", overUdp(3544, "0000 ffff 00000000", V6), LINE6),
        arguments(
            "Teredo authentication",
            overUdp(3544, "0001 0000 0000000000000000 00 0000 ffff 00000000", V6),
            LINE6),
        arguments(
            "CAPWAP 802.11",
            overUdp(5247, "00100300 00000000 0801 0000", WIFI, "aaaa03000000 0800", V4),
            LINE4),
        arguments(
            "CAPWAP swapped",
            overUdp(5247, "00100300 00000000 0188 0000", WIFI, "0000 aaaa03000000 0800", V4),
            LINE4),
        arguments("CAPWAP 802.3", overUdp(5247, "00100200 00000000", ETHER), LINE4),
        arguments("L2TP", overUdp(1701, "0002 0001 0002 ff03 0021", V4), LINE4),
        arguments("L2TP with length", overUdp(1701, "4202 003c 0001 0002 0000 0057", V6), LINE6),
        arguments("TZSP", overUdp(37008, "0100 0001 0a01c5 00 01", ETHER), LINE4),
        arguments(
            "hop-by-hop, destination",
            ipv6(0, join("3c00 010400000000 0600 010400000000", tcp(1, 2, ascii("eh")))),
            "1 tcp 2001:db8::1:1 > 2001:db8::2:2 eh"),
        arguments(
            "atomic fragment",
            ipv6(44, join("0600 0000 00000001", tcp(1, 2, ascii("af")))),
            "1 tcp 2001:db8::1:1 > 2001:db8::2:2 af"),
        arguments(
            "three deep",
            outer(
                4,
                outer(
                    47, "0000 6558", ethernet(0x0800, overUdp(4789, "08000000 00000500", ETHER)))),
            LINE4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tunnels")
  void deliversTheInnermost(String name, byte[] packet, String line) throws CaptureFormatException {
    Reading reading = Reading.ofFrame(RAW, packet);
    assertEquals(List.of(line), reading.lines());
    assertEquals(0, reading.counters().undecoded());
    for (int length = 0; length < packet.length; length++) {
      Reading cut = Reading.of(CaptureBuilder.pcap(RAW).frame(packet, length).build());
      assertTrue(cut.lines().size() <= 1, "first " + length);
      Reading.ofFrame(RAW, Arrays.copyOf(packet, length));
    }
  }

  static Stream<Arguments> lookalikes() {
    return Stream.of(
        arguments("VXLAN without the I flag", 4789, join("00000000 00000500", ETHER)),
        arguments("VXLAN with reserved bits", 4789, join("08000000 00000501", ETHER)),
        arguments("VXLAN of nothing known", 8472, join("08000000 00000500", new byte[30])),
        arguments("QUIC from a low port", 4789, join("c8000000 0108", new byte[30])),
        arguments("Geneve version 1", 6081, join("4000 6558 00000500", ETHER)),
        arguments("GTP echo", 2152, join("3201 0004 00000000 00010000")),
        arguments("GTP ext past the end", 2152, join("34ff 0038 00000001 00000085 ff")),
        arguments("STUN on Teredo's port", 3544, join("0001 0000 2112a442", new byte[12])),
        arguments("CAPWAP DTLS", 5247, join("01000000", new byte[40])),
        arguments("L2TP control", 1701, join("c802 000c 0000 0000 0000 0000")),
        arguments("not TZSP", 37008, join("0200 0001 01", ETHER)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lookalikes")
  void deliversTheOuterWhereItIsNoTunnel(String name, int port, byte[] payload)
      throws CaptureFormatException {
    Reading reading = Reading.ofFrame(RAW, overUdp(port, payload));
    assertEquals(1, reading.lines().size());
    assertTrue(reading.lines().get(0).startsWith("1 udp 192.0.2.1:40000 > 192.0.2.2:" + port));
    assertEquals(0, reading.counters().undecoded());
  }

  @Test
  void depthIsBounded() throws CaptureFormatException {
    byte[] packet = V4;
    for (int i = 0; i < 100; i++) {
      packet = outer(4, packet);
    }
    Reading reading = Reading.ofFrame(RAW, packet);
    assertEquals(List.of(), reading.lines());
    assertEquals(1, reading.counters().undecoded());
  }
}
