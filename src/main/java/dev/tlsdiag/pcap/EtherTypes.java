package dev.tlsdiag.pcap;

/**
 * What follows an EtherType other than IP: tags, labels, sessions (IEEE 802, RFC 3032, RFC 2516).
 */
final class EtherTypes {
  static final int VLAN = 0x8100;
  static final int BRIDGED_ETHERNET = 0x6558;
  static final int MPLS = 0x8847;
  static final int MPLS_UPSTREAM = 0x8848;
  static final int PPP = 0x880b;
  static final int NSH = 0x894f;
  private static final int PROVIDER_VLAN = 0x88a8;
  private static final int OLD_QINQ = 0x9100;
  private static final int PPPOE_SESSION = 0x8864;
  private static final int CISCO_METADATA = 0x8909;
  private static final int VNTAG = 0x8926;
  private static final int MACSEC = 0x88e5;
  private static final int BACKBONE = 0x88e7;
  private static final int TRILL = 0x22f3;
  private static final int MAX_802_3_LENGTH = 1500;

  private final FrameDecoder decoder;

  EtherTypes(FrameDecoder decoder) {
    this.decoder = decoder;
  }

  /** Decodes what {@code type} announces at {@code at}; what carries no IP is passed over. */
  void decode(int type, int at, int end, int cut) {
    switch (type) {
      case FrameDecoder.ETHERTYPE_IPV4 -> decoder.ipv4(at, end, cut);
      case FrameDecoder.ETHERTYPE_IPV6 -> decoder.ipv6(at, end, cut);
      case VLAN, PROVIDER_VLAN, OLD_QINQ, 0x9200 -> tag(4, at, end, cut);
      case VNTAG -> tag(6, at, end, cut);
      case CISCO_METADATA -> tag(8, at, end, cut);
      case MPLS, MPLS_UPSTREAM -> mpls(at, end, cut);
      case PPPOE_SESSION -> pppoe(at, end, cut);
      case PPP -> ppp(at, end, cut);
      case BRIDGED_ETHERNET -> inner(0, at, end, cut);
      case BACKBONE -> inner(4, at, end, cut);
      case TRILL -> trill(at, end, cut);
      case NSH -> nsh(at, end, cut);
      case MACSEC -> macsec(at, end, cut);
      default -> {
        if (type <= MAX_802_3_LENGTH) {
          llc(at, end, cut);
        }
      }
    }
  }

  /** An Ethernet frame inside, after {@code skip} bytes. */
  private void inner(int skip, int at, int end, int cut) {
    if (decoder.deeper()) {
      decoder.ethernet(at + skip, end, cut);
    }
  }

  /** A tag of {@code length} bytes, the last two of which are the next EtherType. */
  private void tag(int length, int at, int end, int cut) {
    if (end - at < length) {
      decoder.fail();
    } else if (decoder.deeper()) {
      decode(decoder.u16(at + length - 2), at + length, end, cut);
    }
  }

  /** Logical link control (IEEE 802.2), with or without SNAP. */
  void llc(int at, int end, int cut) {
    if (end - at < 3) {
      decoder.fail();
      return;
    }
    int services = decoder.u16(at);
    if (services == 0xaaaa && end - at >= 8) {
      int vendor = decoder.view.getInt(at + 2) & 0xffffff;
      if ((vendor == 0 || vendor == 0x0000f8) && decoder.deeper()) {
        decode(decoder.u16(at + 6), at + 8, end, cut);
      }
    } else if (services == 0x0606) {
      decoder.ipv4(at + 3, end, cut);
    }
  }

  /** A label stack (RFC 3032); what follows it is not said, so it has to be guessed. */
  void mpls(int at, int end, int cut) {
    int next = at;
    boolean bottom = false;
    while (!bottom) {
      if (end - next < 4) {
        decoder.fail();
        return;
      }
      bottom = (decoder.view.get(next + 2) & 1) != 0;
      next += 4;
    }
    if (next >= end || !decoder.deeper()) {
      decoder.fail();
      return;
    }
    // RFC 4448 section 4.6: the first 16 bits of a control word are zero.
    boolean controlWord = end - next >= 4 && decoder.u16(next) == 0;
    if (plausibleIp(next, end)) {
      decoder.ip(next, end, cut);
    } else if (controlWord && plausibleEthernet(next + 4, end)) {
      decoder.ethernet(next + 4, end, cut);
    } else if (plausibleEthernet(next, end)) {
      decoder.ethernet(next, end, cut);
    }
  }

  /** The header says a version of IP, and lengths that go with it. */
  boolean plausibleIp(int at, int end) {
    if (end - at < 20) {
      return false;
    }
    int first = decoder.u8(at);
    if (first >> 4 == 4) {
      int total = decoder.u16(at + 2);
      return (first & 0xf) >= 5 && (total == 0 || total >= (first & 0xf) * 4);
    }
    return first >> 4 == 6 && end - at >= 40;
  }

  /** An Ethernet header whose type is one that networks carry, and goes with what follows it. */
  boolean plausibleEthernet(int at, int end) {
    if (end - at < 14) {
      return false;
    }
    int type = decoder.u16(at + 12);
    return switch (type) {
      case FrameDecoder.ETHERTYPE_IPV4 -> plausibleIp(at + 14, end) && version(at + 14) == 4;
      case FrameDecoder.ETHERTYPE_IPV6 -> plausibleIp(at + 14, end) && version(at + 14) == 6;
      case 0x0806,
          VLAN,
          PROVIDER_VLAN,
          MPLS,
          MPLS_UPSTREAM,
          PPPOE_SESSION,
          0x8863,
          0x88cc,
          0x8035 ->
          true;
      default -> type >= 3 && type <= MAX_802_3_LENGTH && type <= end - at;
    };
  }

  private int version(int at) {
    return decoder.u8(at) >> 4;
  }

  /** A PPPoE session (RFC 2516 section 4). */
  void pppoe(int at, int end, int cut) {
    if (end - at < 8 || decoder.u16(at) != 0x1100) {
      decoder.fail();
      return;
    }
    ppp(at + 6, end, cut);
  }

  /** PPP (RFC 1661 section 2, RFC 1662 section 3.1): address and control may be left out. */
  void ppp(int at, int end, int cut) {
    int next = end - at >= 4 && decoder.u16(at) == 0xff03 ? at + 2 : at;
    if (end - next < 2) {
      decoder.fail();
      return;
    }
    int protocol = decoder.u8(next++);
    if ((protocol & 1) == 0) { // else it is compressed to one byte
      protocol = protocol << 8 | decoder.u8(next++);
    }
    switch (protocol) {
      case 0x0021 -> decoder.ipv4(next, end, cut);
      case 0x0057 -> decoder.ipv6(next, end, cut);
      case 0x0281, 0x0283 -> mpls(next, end, cut);
      default -> {} // control protocols, or compressed
    }
  }

  /** TRILL (RFC 6325 section 3). */
  private void trill(int at, int end, int cut) {
    if (end - at < 6) {
      decoder.fail();
      return;
    }
    int options = decoder.u16(at) >> 6 & 0x1f;
    inner(6 + options * 4, at, end, cut);
  }

  /** Network service header (RFC 8300 section 2). */
  void nsh(int at, int end, int cut) {
    if (end - at < 8) {
      decoder.fail();
      return;
    }
    int next = at + (decoder.u8(at + 1) & 0x3f) * 4;
    if (next < at + 8 || next > end || !decoder.deeper()) {
      decoder.fail();
      return;
    }
    switch (decoder.u8(at + 3)) {
      case 1 -> decoder.ipv4(next, end, cut);
      case 2 -> decoder.ipv6(next, end, cut);
      case 3 -> decoder.ethernet(next, end, cut);
      case 4 -> nsh(next, end, cut);
      case 5 -> mpls(next, end, cut);
      default -> {}
    }
  }

  /** MACsec (IEEE 802.1AE section 9) that protects integrity only; the rest cannot be read. */
  private void macsec(int at, int end, int cut) {
    if (end - at < 6) {
      decoder.fail();
      return;
    }
    int control = decoder.u8(at);
    if ((control & 0x0c) == 0) {
      tag((control & 0x20) != 0 ? 16 : 8, at, end, cut);
    }
  }
}
