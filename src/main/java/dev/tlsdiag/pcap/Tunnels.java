package dev.tlsdiag.pcap;

/**
 * Tunnels over UDP and GRE: their headers are checked, then what they carry is decoded in place of
 * the packet that carries it.
 *
 * <p>A UDP port alone proves nothing. Where the header or what it carries does not look right, the
 * outer packet is delivered as it is.
 */
final class Tunnels {
  private static final int L2TP = 1701;
  private static final int GTP_USER = 2152;
  private static final int TEREDO = 3544;
  private static final int VXLAN = 4789;
  private static final int VXLAN_GPE = 4790;
  private static final int CAPWAP = 5247;
  private static final int GENEVE = 6081;
  private static final int VXLAN_OF_LINUX =
      8472; // the kernel's default, older than the registration
  private static final int TZSP = 37008;

  private final FrameDecoder decoder;

  Tunnels(FrameDecoder decoder) {
    this.decoder = decoder;
  }

  static boolean isPort(int source, int destination) {
    return isPort(destination) || source == TEREDO || source == CAPWAP || source == L2TP;
  }

  private static boolean isPort(int port) {
    return switch (port) {
      case L2TP, GTP_USER, TEREDO, VXLAN, VXLAN_GPE, CAPWAP, GENEVE, VXLAN_OF_LINUX, TZSP -> true;
      default -> false;
    };
  }

  /** Decodes what the UDP payload at {@code at} carries; false where it is no tunnel after all. */
  boolean decodeUdp(int source, int destination, int at, int end, int cut) {
    int port = isPort(destination) ? destination : source;
    return switch (port) {
      case VXLAN, VXLAN_OF_LINUX, VXLAN_GPE -> vxlan(at, end, cut);
      case GENEVE -> geneve(at, end, cut);
      case GTP_USER -> gtp(at, end, cut);
      case TEREDO -> teredo(at, end, cut);
      case CAPWAP -> capwap(at, end, cut);
      case L2TP -> l2tp(at, end, cut);
      default -> tzsp(at, end, cut);
    };
  }

  private boolean ethernet(int at, int end, int cut) {
    if (!decoder.etherTypes.plausibleEthernet(at, end)) {
      return false;
    }
    if (decoder.deeper()) {
      decoder.ethernet(at, end, cut);
    }
    return true;
  }

  private boolean ip(int at, int end, int cut) {
    if (!decoder.etherTypes.plausibleIp(at, end)) {
      return false;
    }
    if (decoder.deeper()) {
      decoder.ip(at, end, cut);
    }
    return true;
  }

  /** VXLAN (RFC 7348 section 5), with group policy or the generic protocol extension. */
  private boolean vxlan(int at, int end, int cut) {
    if (end - at < 8 || (decoder.u8(at) & 0x08) == 0 || decoder.u8(at + 7) != 0) {
      return false;
    }
    int flags = decoder.u8(at);
    if (flags == 0x0c) { // the P bit: the last byte of the first word is the next protocol
      return switch (decoder.u8(at + 3)) {
        case 1, 2 -> ip(at + 8, end, cut);
        case 3 -> ethernet(at + 8, end, cut);
        default -> false;
      };
    }
    boolean plain = flags == 0x08 && (decoder.view.getInt(at) & 0xffffff) == 0;
    boolean groupPolicy = flags == 0x88;
    return (plain || groupPolicy) && ethernet(at + 8, end, cut);
  }

  /** Geneve (RFC 8926 section 3.4). */
  private boolean geneve(int at, int end, int cut) {
    if (end - at < 8
        || (decoder.u8(at) & 0xc0) != 0
        || (decoder.u8(at + 1) & 0x3f) != 0
        || decoder.u8(at + 7) != 0) {
      return false;
    }
    int inner = at + 8 + (decoder.u8(at) & 0x3f) * 4;
    return switch (decoder.u16(at + 2)) {
      case EtherTypes.BRIDGED_ETHERNET -> ethernet(inner, end, cut);
      case FrameDecoder.ETHERTYPE_IPV4, FrameDecoder.ETHERTYPE_IPV6 -> ip(inner, end, cut);
      default -> false;
    };
  }

  /** GTP-U version 1 (3GPP TS 29.281 section 5): G-PDU messages only. */
  private boolean gtp(int at, int end, int cut) {
    if (end - at < 8 || (decoder.u8(at) & 0xf0) != 0x30 || decoder.u8(at + 1) != 0xff) {
      return false;
    }
    int inner = at + 8;
    if ((decoder.u8(at) & 0x07) != 0) {
      inner += 4;
      if (inner > end) {
        return false;
      }
      int next = (decoder.u8(at) & 0x04) != 0 ? decoder.u8(inner - 1) : 0;
      while (next != 0) {
        int length = inner < end ? decoder.u8(inner) * 4 : 0;
        if (length == 0 || length > end - inner) {
          return false;
        }
        inner += length;
        next = decoder.u8(inner - 1);
      }
    }
    return ip(inner, end, cut);
  }

  /** Teredo (RFC 4380 section 5.1.1): authentication and origin may come before the IPv6 packet. */
  private boolean teredo(int at, int end, int cut) {
    int inner = at;
    if (end - inner >= 13 && decoder.u16(inner) == 0x0001) {
      inner += 13 + decoder.u8(inner + 2) + decoder.u8(inner + 3);
    }
    if (end - inner >= 8 && decoder.u16(inner) == 0x0000) {
      inner += 8;
    }
    return end - inner >= 40 && decoder.u8(inner) >> 4 == 6 && ip(inner, end, cut);
  }

  /** CAPWAP data (RFC 5415 section 4.3), not encrypted and not fragmented. */
  private boolean capwap(int at, int end, int cut) {
    if (end - at < 8 || decoder.u8(at) != 0) {
      return false;
    }
    int header = decoder.view.getInt(at);
    int inner = at + (header >>> 19 & 0x1f) * 4;
    boolean fragment = (header & 0x80) != 0;
    if (inner < at + 8 || inner > end || fragment) {
      return false;
    }
    boolean nativeFrame = (header & 0x100) != 0;
    return nativeFrame ? decoder.links.wireless(inner, end, cut) : ethernet(inner, end, cut);
  }

  /** L2TP version 2 data messages (RFC 2661 section 3.1) that carry IP. */
  private boolean l2tp(int at, int end, int cut) {
    if (end - at < 8 || (decoder.u16(at) & 0x800f) != 0x0002) {
      return false;
    }
    int flags = decoder.u16(at);
    int inner = at + 6 + ((flags & 0x4000) != 0 ? 2 : 0) + ((flags & 0x0800) != 0 ? 4 : 0);
    if ((flags & 0x0200) != 0) {
      inner += end - inner >= 2 ? 2 + decoder.u16(inner) : 0;
    }
    if (end - inner < 4) {
      return false;
    }
    int ppp = decoder.u16(inner) == 0xff03 ? inner + 2 : inner;
    int protocol = decoder.u16(ppp);
    return (protocol == 0x0021 || protocol == 0x0057) && ip(ppp + 2, end, cut);
  }

  /** TaZmen Sniffer Protocol: a header of 4 bytes, tagged fields, then the frame. */
  private boolean tzsp(int at, int end, int cut) {
    if (end - at < 5 || decoder.u8(at) != 1 || decoder.u8(at + 1) > 1) {
      return false;
    }
    int inner = at + 4;
    while (inner < end && decoder.u8(inner) != 1) { // the end tag
      boolean padding = decoder.u8(inner) == 0;
      inner += padding || inner + 1 >= end ? 1 : 2 + decoder.u8(inner + 1);
    }
    return switch (decoder.u16(at + 2)) {
      case 1 -> ethernet(inner + 1, end, cut);
      case 18 -> decoder.links.wireless(inner + 1, end, cut);
      default -> false;
    };
  }

  /** GRE (RFC 2784, RFC 2890; version 1 of RFC 2637 carries PPP). */
  void gre(int at, int end, int cut) {
    if (end - at < 4) {
      decoder.fail();
      return;
    }
    int flags = decoder.u16(at);
    int type = decoder.u16(at + 2);
    int version = flags & 7;
    if (version > 1 || (flags & 0x4000) != 0) {
      return; // unknown, or source-routed (RFC 1701), which nobody uses
    }
    boolean acknowledged = version == 1 && (flags & 0x0080) != 0;
    int inner =
        at
            + 4
            + ((flags & 0x8000) != 0 ? 4 : 0)
            + ((flags & 0x2000) != 0 ? 4 : 0)
            + ((flags & 0x1000) != 0 ? 4 : 0)
            + (acknowledged ? 4 : 0);
    if (inner >= end || !decoder.deeper()) {
      return; // a keepalive has no payload
    }
    switch (type) {
      case 0x88be -> ethernet((flags & 0x1000) != 0 ? inner + 8 : inner, end, cut); // ERSPAN I, II
      case 0x22eb -> erspan3(inner, end, cut);
      case 0x883e -> wccp(inner, end, cut);
      default -> {
        if (type >= 0x0600) {
          decoder.etherTypes.decode(type, inner, end, cut);
        }
      }
    }
  }

  /** ERSPAN type III: 12 bytes, 8 more with its last bit set. */
  private void erspan3(int at, int end, int cut) {
    if (end - at >= 12) {
      boolean more = (decoder.u8(at + 11) & 1) != 0;
      ethernet(at + (more ? 20 : 12), end, cut);
    }
  }

  /** WCCP: a redirect header of 4 bytes in its second version, none in its first. */
  private void wccp(int at, int end, int cut) {
    if (!ip(at, end, cut)) {
      ip(at + 4, end, cut);
    }
  }
}
