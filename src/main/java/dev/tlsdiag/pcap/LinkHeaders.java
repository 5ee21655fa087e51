package dev.tlsdiag.pcap;

/** Link layers other than Ethernet (https://www.tcpdump.org/linktypes.html), down to IP. */
final class LinkHeaders {
  private final FrameDecoder decoder;
  private final WirelessFrames wireless;

  LinkHeaders(FrameDecoder decoder) {
    this.decoder = decoder;
    wireless = new WirelessFrames(decoder);
  }

  /** Whether frames of the link type can be read. */
  static boolean knows(int linkType) {
    return switch (linkType) {
      case 0,
          1,
          6,
          9,
          10,
          11,
          12,
          14,
          50,
          51,
          100,
          101,
          104,
          105,
          107,
          108,
          109,
          113,
          117,
          119,
          123 ->
          true;
      case 127, 149, 163, 192, 197, 204, 219, 228, 229, 239, 240, 241, 258, 274, 276 -> true;
      default -> false;
    };
  }

  void decode(int linkType, int at, int end, int cut) {
    switch (linkType) {
      case 1 -> decoder.ethernet(at, end, cut);
      case 0, 108 -> addressFamily(4, at, end, cut); // NULL, LOOP
      case 12, 14, 101, 228, 229 -> decoder.ip(at, end, cut); // RAW, IPV4, IPV6
      case 109 -> addressFamily(12, at, end, cut); // ENC
      case 113 -> cooked(at, end, cut); // LINUX_SLL
      case 276 -> cooked2(at, end, cut); // LINUX_SLL2
      case 9, 50 -> serial(at, end, cut); // PPP, PPP_HDLC
      case 204 -> serial(at + 1, end, cut); // PPP_WITH_DIR
      case 51 -> decoder.etherTypes.pppoe(at, end, cut);
      case 104 -> serial(at, end, cut); // C_HDLC
      case 107 -> frameRelay(at, end, cut);
      case 11, 100, 123 -> atm(linkType, at, end, cut);
      case 6, 10 -> ring(linkType == 6, at, end, cut);
      case 117 -> packetFilter(at, end, cut);
      case 219 -> decoder.etherTypes.mpls(at, end, cut);
      case 239 -> netfilterLog(at, end, cut);
      case 240 -> decoder.ethernet(at + 4, end, cut); // NETANALYZER
      case 241 -> decoder.ethernet(at + 12, end, cut); // the same with a preamble
      case 274 -> decoder.ethernet(at + 8, end, cut); // ETHERNET_MPACKET, with a preamble
      case 197 -> extensibleRecord(at, end, cut);
      case 149, 258 -> packetTap(at, end, cut);
      default -> wireless.decode(linkType, at, end, cut);
    }
  }

  /** An IEEE 802.11 frame in a tunnel; false where it is none. */
  boolean wireless(int at, int end, int cut) {
    return wireless.tunnelled(at, end, cut);
  }

  /** A link type inside another. */
  void nested(int linkType, int at, int end, int cut) {
    if (!knows(linkType)) {
      decoder.fail();
    } else if (decoder.deeper()) {
      decode(linkType, at, end, cut);
    }
  }

  private boolean lacks(int length, int at, int end) {
    if (end - at < length) {
      decoder.fail();
      return true;
    }
    return false;
  }

  /**
   * A header of {@code length} bytes that starts with an address family in the byte order of a
   * host.
   */
  private void addressFamily(int length, int at, int end, int cut) {
    if (lacks(length, at, end)) {
      return;
    }
    int family = decoder.view.getInt(at);
    family = (family & 0xffff) == 0 ? Integer.reverseBytes(family) : family;
    switch (family) {
      case 2 -> decoder.ipv4(at + length, end, cut);
      case 10, 23, 24, 28, 30 -> decoder.ipv6(at + length, end, cut); // by operating system
      default -> {}
    }
  }

  private void cooked(int at, int end, int cut) {
    if (!lacks(16, at, end)) {
      cookedProtocol(decoder.u16(at + 2), decoder.u16(at + 14), at + 16, end, cut);
    }
  }

  private void cooked2(int at, int end, int cut) {
    if (!lacks(20, at, end)) {
      cookedProtocol(decoder.u16(at + 8), decoder.u16(at), at + 20, end, cut);
    }
  }

  private void cookedProtocol(int hardware, int protocol, int at, int end, int cut) {
    boolean netlink = hardware == 824;
    boolean radiotap = hardware == 803;
    if (radiotap) {
      nested(127, at, end, cut);
    } else if (protocol == 4) {
      decoder.etherTypes.llc(at, end, cut);
    } else if (protocol >= 0x0600 && !netlink) { // smaller ones are Linux' own
      decoder.etherTypes.decode(protocol, at, end, cut);
    }
  }

  /** PPP, PPP in HDLC-like framing, and Cisco's HDLC: told apart by the first byte. */
  private void serial(int at, int end, int cut) {
    if (lacks(4, at, end)) {
      return;
    }
    int address = decoder.u8(at);
    if (address == 0x0f || address == 0x8f) {
      decoder.etherTypes.decode(decoder.u16(at + 2), at + 4, end, cut);
    } else {
      decoder.etherTypes.ppp(at, end, cut);
    }
  }

  /** Frame relay (RFC 2427), or Cisco's with an EtherType. */
  private void frameRelay(int at, int end, int cut) {
    int next = at;
    while (next < end && (decoder.u8(next) & 1) == 0) {
      next++; // the lowest bit ends the address
    }
    next++;
    if (lacks(4, next, end)) {
      return;
    }
    if (decoder.u8(next) != 0x03) {
      decoder.etherTypes.decode(decoder.u16(next), next + 2, end, cut);
      return;
    }
    next += decoder.u8(next + 1) == 0 ? 2 : 1; // padding
    switch (decoder.u8(next)) {
      case 0xcc -> decoder.ipv4(next + 1, end, cut);
      case 0x8e -> decoder.ipv6(next + 1, end, cut);
      case 0x80 -> {
        if (!lacks(6, next, end)) {
          decoder.etherTypes.decode(decoder.u16(next + 4), next + 6, end, cut);
        }
      }
      default -> {}
    }
  }

  /** RFC 2684 over ATM: LLC, or IP right away; SUNATM has 4 bytes before it. */
  private void atm(int linkType, int at, int end, int cut) {
    int next = linkType == 123 ? at + 4 : at;
    if (!lacks(3, next, end)) {
      if (decoder.u16(next) == 0xaaaa) {
        decoder.etherTypes.llc(next, end, cut);
      } else if (decoder.etherTypes.plausibleIp(next, end)) {
        decoder.ip(next, end, cut);
      }
    }
  }

  /** Token ring (with source routing) and FDDI: addresses, then LLC. */
  private void ring(boolean token, int at, int end, int cut) {
    int header = token ? 14 : 13;
    if (lacks(header + 1, at, end)) {
      return;
    }
    boolean routed = token && (decoder.u8(at + 8) & 0x80) != 0;
    int route = routed ? decoder.u8(at + header) & 0x1f : 0;
    decoder.etherTypes.llc(at + header + route, end, cut);
  }

  /** PFLOG of the BSDs: the first byte is the length of the header, less its padding. */
  private void packetFilter(int at, int end, int cut) {
    if (!lacks(4, at, end)) {
      int length = decoder.u8(at) + 3 & ~3;
      decoder.ip(at + length, end, cut);
    }
  }

  /** NFLOG: 4 bytes, then attributes in the byte order of the host; number 9 is the packet. */
  private void netfilterLog(int at, int end, int cut) {
    int next = at + 4;
    while (next + 4 <= end) {
      int length = decoder.u16(next);
      int kind = decoder.u16(next + 2);
      if ((kind & 0xff) == 0 && kind != 0) { // written by a little-endian host
        length = Short.reverseBytes((short) length) & 0xffff;
        kind = kind >> 8;
      }
      if (length < 4) {
        break;
      }
      if ((kind & 0x7fff) == 9) {
        decoder.ip(next + 4, end, cut);
        return;
      }
      next += length + 3 & ~3;
    }
    decoder.fail();
  }

  /** Endace's record format: 16 bytes, extension headers, then the frame of the record's type. */
  private void extensibleRecord(int at, int end, int cut) {
    if (lacks(16, at, end)) {
      return;
    }
    int kind = decoder.u8(at + 8);
    int next = at + 16;
    boolean extended = (kind & 0x80) != 0;
    while (extended && next + 8 <= end) {
      extended = (decoder.u8(next) & 0x80) != 0;
      next += 8;
    }
    switch (kind & 0x7f) {
      case 1 -> serial(next, end, cut);
      case 2, 11, 16, 20 -> decoder.ethernet(next + 2, end, cut);
      case 22, 23 -> decoder.ip(next, end, cut);
      default -> {}
    }
  }

  /** PKTAP of macOS: its own length and the link type inside, little-endian. */
  private void packetTap(int at, int end, int cut) {
    if (lacks(12, at, end)) {
      return;
    }
    int length = Integer.reverseBytes(decoder.view.getInt(at));
    int inner = Integer.reverseBytes(decoder.view.getInt(at + 8));
    if (length < 12 || length > end - at) {
      decoder.fail();
    } else {
      nested(inner, at + length, end, cut);
    }
  }
}
