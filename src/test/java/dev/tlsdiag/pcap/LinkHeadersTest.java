package dev.tlsdiag.pcap;

import static dev.tlsdiag.pcap.PacketBytes.ascii;
import static dev.tlsdiag.pcap.PacketBytes.ethernet;
import static dev.tlsdiag.pcap.PacketBytes.ipv4;
import static dev.tlsdiag.pcap.PacketBytes.ipv6;
import static dev.tlsdiag.pcap.PacketBytes.join;
import static dev.tlsdiag.pcap.PacketBytes.tcp;
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

class LinkHeadersTest {
  private static final byte[] V4 = ipv4(6, tcp(1000, 443, ascii("four")));
  private static final byte[] V6 = ipv6(6, tcp(1000, 443, ascii("six")));
  private static final String LINE4 = "1 tcp 10.0.0.1:1000 > 10.0.0.2:443 four";
  private static final String LINE6 = "1 tcp 2001:db8::1:1000 > 2001:db8::2:443 six";
  private static final String MACS = "020000000002 020000000001 ";
  private static final String WIFI = "020000000001 020000000002 020000000003 1000 ";
  private static final String SNAP4 = "aaaa03000000 0800";

  static Stream<Arguments> links() {
    return Stream.of(
        arguments("NULL LE", 0, join("02000000", V4), LINE4),
        arguments("NULL BE", 0, join("00000002", V4), LINE4),
        arguments("NULL macOS", 0, join("1e000000", V6), LINE6),
        arguments("NULL FreeBSD", 0, join("0000001c", V6), LINE6),
        arguments("ETHERNET", 1, ethernet(0x0800, V4), LINE4),
        arguments("ETHERNET v6", 1, ethernet(0x86dd, V6), LINE6),
        arguments("ETHERNET padded", 1, join(ethernet(0x0800, V4), "0000000000000000"), LINE4),
        arguments("token ring", 6, join("1040", MACS, SNAP4, V4), LINE4),
        arguments(
            "token ring routed", 6, join("1040 020000000002 820000000001 0230", SNAP4, V4), LINE4),
        arguments("FDDI", 10, join("50", MACS, SNAP4, V4), LINE4),
        arguments("PPP", 9, join("ff03 0021", V4), LINE4),
        arguments("PPP compressed", 9, join("57", V6), LINE6),
        arguments("PPP_HDLC", 50, join("ff03 0057", V6), LINE6),
        arguments("PPP_HDLC, Cisco", 50, join("0f00 0800", V4), LINE4),
        arguments("PPPOE", 51, join("1100 0001 0030 0021", V4), LINE4),
        arguments("RAW 12", 12, V4, LINE4),
        arguments("RAW 14", 14, V6, LINE6),
        arguments("RAW 101", 101, V6, LINE6),
        arguments("ATM", 100, join(SNAP4, V4), LINE4),
        arguments("SUNATM", 123, join("02000000", SNAP4, V4), LINE4),
        arguments("C_HDLC", 104, join("8f00 86dd", V6), LINE6),
        arguments("IEEE802_11", 105, join("0801 0000", WIFI, SNAP4, V4), LINE4),
        arguments("IEEE802_11 QoS", 105, join("8802 0000", WIFI, "0000", SNAP4, V4), LINE4),
        arguments(
            "IEEE802_11 bridge", 105, join("0803 0000", WIFI, "020000000004", SNAP4, V4), LINE4),
        arguments("FRELAY", 107, join("1841 03cc", V4), LINE4),
        arguments("FRELAY SNAP", 107, join("1841 0300 80 000000 86dd", V6), LINE6),
        arguments("FRELAY Cisco", 107, join("1841 0800", V4), LINE4),
        arguments("LOOP", 108, join("00000018", V6), LINE6),
        arguments("ENC", 109, join("02000000 00000000 00000000", V4), LINE4),
        arguments("LINUX_SLL", 113, join("0000 0001 0006 020000000001 0000 0800", V4), LINE4),
        arguments(
            "LINUX_SLL VLAN",
            113,
            join("0000 0001 0006 020000000001 0000 8100 0005 0800", V4),
            LINE4),
        arguments(
            "LINUX_SLL 802.2",
            113,
            join("0000 0001 0006 020000000001 0000 0004", SNAP4, V4),
            LINE4),
        arguments("PFLOG", 117, join("3d02", new byte[62], V4), LINE4),
        arguments(
            "PRISM",
            119,
            join("44000000 10000000", new byte[8], "0801 0000", WIFI, SNAP4, V4),
            LINE4),
        arguments(
            "PRISM as AVS",
            119,
            join("80211001 00000010", new byte[8], "0801 0000", WIFI, SNAP4, V4),
            LINE4),
        arguments("radiotap", 127, join("0000 0800 00000000 0801 0000", WIFI, SNAP4, V4), LINE4),
        arguments(
            "radiotap padded",
            127,
            join("0000 1100 03000000", new byte[8], "20 8801 0000", WIFI, "0000 0000", SNAP4, V4),
            LINE4),
        arguments(
            "AVS",
            163,
            join("80211001 00000010", new byte[8], "0801 0000", WIFI, SNAP4, V4),
            LINE4),
        arguments("PPI", 192, join("0000 0800 01000000", ethernet(0x0800, V4)), LINE4),
        arguments(
            "ERF", 197, join(new byte[8], "0204 0000 0000 0000 0000", ethernet(0x0800, V4)), LINE4),
        arguments(
            "ERF extended",
            197,
            join(new byte[8], "8204 0000 0000 0000", new byte[8], "0000", ethernet(0x86dd, V6)),
            LINE6),
        arguments("PPP_WITH_DIR", 204, join("00 ff03 0021", V4), LINE4),
        arguments("MPLS", 219, join("00010140", V4), LINE4),
        arguments("IPV4", 228, V4, LINE4),
        arguments("IPV6", 229, V6, LINE6),
        arguments("NFLOG LE", 239, join("02000000 0800 0100 08000000 3000 0900", V4), LINE4),
        arguments("NFLOG BE", 239, join("0a000000 0005 000a 41000000 002f 0009", V6), LINE6),
        arguments("NETANALYZER", 240, join("00000000", ethernet(0x0800, V4)), LINE4),
        arguments(
            "PKTAP",
            258,
            join("6c000000 01000000 01000000", new byte[96], ethernet(0x0800, V4)),
            LINE4),
        arguments(
            "PKTAP as USER2", 149, join("6c000000 01000000 0c000000", new byte[96], V6), LINE6),
        arguments(
            "LINUX_SLL2", 276, join("86dd 0000 00000002 0001 0006 0200000000010000", V6), LINE6));
  }

  static Stream<Arguments> etherTypes() {
    return Stream.of(
        arguments("VLAN", ethernet(0x8100, join("0005 0800", V4)), LINE4),
        arguments("QinQ", ethernet(0x88a8, join("0005 8100 0006 86dd", V6)), LINE6),
        arguments("old QinQ", ethernet(0x9100, join("0005 8100 0006 0800", V4)), LINE4),
        arguments("MPLS", ethernet(0x8847, join("00010040 00011140", V4)), LINE4),
        arguments("MPLS v6", ethernet(0x8848, join("00011140", V6)), LINE6),
        arguments(
            "pseudowire", ethernet(0x8847, join("00011140 00000000", ethernet(0x0800, V4))), LINE4),
        arguments(
            "pseudowire without control word",
            ethernet(0x8847, join("00011140", ethernet(0x0800, V4))),
            LINE4),
        arguments("PPPoE", ethernet(0x8864, join("1100 0001 0030 0021", V4)), LINE4),
        arguments("LLC", ethernet(52, join("060603", V4)), LINE4),
        arguments("SNAP", ethernet(56, join("aaaa03000000 86dd", V6)), LINE6),
        arguments("Cisco metadata", ethernet(0x8909, join("0101 0001 0007 0800", V4)), LINE4),
        arguments("VNTAG", ethernet(0x8926, join("00000000 0800", V4)), LINE4),
        arguments("backbone", ethernet(0x88e7, join("00000005", ethernet(0x0800, V4))), LINE4),
        arguments("MACsec", ethernet(0x88e5, join("0000 00000001 0800", V4, new byte[16])), LINE4),
        arguments(
            "MACsec with SCI",
            ethernet(0x88e5, join("2000 00000001 0200000000010001 86dd", V6, new byte[16])),
            LINE6),
        arguments("TRILL", ethernet(0x22f3, join("0000 0001 0002", ethernet(0x0800, V4))), LINE4),
        arguments("NSH", ethernet(0x894f, join("0fc6 0101 00000100", new byte[16], V4)), LINE4));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("links")
  void readsLinkType(String name, int linkType, byte[] frame, String line)
      throws CaptureFormatException {
    Reading reading = Reading.ofFrame(linkType, frame);
    assertEquals(List.of(line), reading.lines());
    assertEquals(0, reading.counters().undecoded());
    truncate(linkType, frame, line);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("etherTypes")
  void readsEtherType(String name, byte[] frame, String line) throws CaptureFormatException {
    readsLinkType(name, 1, frame, line);
  }

  /**
   * Whatever is missing at the end of a frame: it is decoded as far as it goes, and never fails.
   */
  private static void truncate(int linkType, byte[] frame, String line)
      throws CaptureFormatException {
    for (int length = 0; length < frame.length; length++) {
      Reading cut = Reading.of(CaptureBuilder.pcap(linkType).frame(frame, length).build());
      assertTrue(cut.lines().size() <= 1, "first " + length);
      for (String got : cut.lines()) {
        assertEquals(line.substring(0, 18), got.substring(0, 18), "first " + length);
      }
      Reading.ofFrame(linkType, Arrays.copyOf(frame, length)); // the same, said to be whole
    }
  }

  @Test
  void framesInOneWirelessFrame() throws CaptureFormatException {
    byte[] inner = join(SNAP4, V4);
    byte[] one = join("020000000002 020000000001 0034", inner);
    byte[] frame = join("8801 0000", WIFI, "8000", one, "0000", one);
    assertEquals(52, inner.length);
    assertEquals(List.of(LINE4, LINE4), Reading.ofFrame(105, frame).lines());
  }

  @Test
  void whatCarriesNoIpIsNotAnError() throws CaptureFormatException {
    for (byte[] frame :
        List.of(
            ethernet(0x0806, new byte[28]),
            ethernet(0x88cc, new byte[28]),
            ethernet(38, join("424203", new byte[35])),
            ethernet(0x0800, ipv4(132, new byte[28])))) {
      Reading reading = Reading.ofFrame(1, frame);
      assertEquals(List.of(), reading.lines());
      assertEquals(0, reading.counters().undecoded());
    }
  }

  @Test
  void encryptedWirelessFramesAreNotGuessedAt() throws CaptureFormatException {
    assertEquals(List.of(), Reading.ofFrame(105, join("0841 0000", WIFI, SNAP4, V4)).lines());
  }

  @Test
  void knownTypesAreDecodedAndAllHaveNames() throws CaptureFormatException {
    for (int linkType = 0; linkType < 400; linkType++) {
      if (LinkHeaders.knows(linkType)) {
        assertTrue(!LinkTypes.name(linkType).isEmpty(), "link type " + linkType);
        for (int length = 0; length < 64; length++) {
          byte[] ones = new byte[length];
          Arrays.fill(ones, (byte) 0xff);
          Reading.ofFrame(linkType, new byte[length]);
          Reading.ofFrame(linkType, ones);
        }
      }
    }
    assertEquals("189 (USB_LINUX)", LinkTypes.text(189));
    assertEquals("9999", LinkTypes.text(9999));
  }
}
