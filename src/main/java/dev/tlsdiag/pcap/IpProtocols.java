package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;

/** What IP carries apart from TCP and UDP: extension headers, fragments, tunnels, ICMP errors. */
final class IpProtocols {
  private static final int HOP_BY_HOP = 0;
  private static final int ICMP = 1;
  private static final int IPV4 = 4;
  private static final int IPV6 = 41;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int GRE = 47;
  private static final int AUTHENTICATION = 51;
  private static final int ICMPV6 = 58;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int OLD_IP_IN_IP = 94;
  private static final int ETHER_IP = 97;
  private static final int MOBILITY = 135;
  private static final int MPLS = 137;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;
  private static final int ETHERNET = 143;
  private static final int MAX_EXTENSIONS = 32;

  private final FrameDecoder decoder;
  private final Packet quoted = new Packet();

  IpProtocols(FrameDecoder decoder) {
    this.decoder = decoder;
  }

  /** Decodes {@code protocol} at {@code at}; what carries neither TCP nor UDP is passed over. */
  void decode(int protocol, int at, int end, int cut) {
    switch (protocol) {
      case ICMP, ICMPV6 -> icmp(protocol == ICMPV6, at, end);
      case IPV4, OLD_IP_IN_IP, IPV6 -> {
        if (decoder.deeper()) {
          decoder.ip(at, end, cut);
        }
      }
      case GRE -> decoder.tunnels.gre(at, end, cut);
      case ETHER_IP -> ethernet(2, at, end, cut); // RFC 3378
      case ETHERNET -> ethernet(0, at, end, cut); // RFC 8986 section 4.9
      case MPLS -> decoder.etherTypes.mpls(at, end, cut); // RFC 4023
      case FRAGMENT -> fragment(at, end, cut);
      default -> {
        if (isExtension(protocol)) {
          extension(protocol, at, end, cut);
        }
      }
    }
  }

  private void ethernet(int skip, int at, int end, int cut) {
    if (decoder.deeper()) {
      decoder.ethernet(at + skip, end, cut);
    }
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP,
          ROUTING,
          AUTHENTICATION,
          DESTINATION_OPTIONS,
          MOBILITY,
          HOST_IDENTITY,
          SHIM6 ->
          true;
      default -> false;
    };
  }

  /** Extension headers (RFC 8200 section 4; RFC 4302 for authentication). */
  private void extension(int protocol, int at, int end, int cut) {
    int next = protocol;
    for (int i = 0; isExtension(next) && i < MAX_EXTENSIONS; i++) {
      if (end - at < 8) {
        decoder.fail();
        return;
      }
      int units = decoder.u8(at + 1);
      int length = next == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
      next = decoder.u8(at);
      at += length;
    }
    if (at > end || isExtension(next)) {
      decoder.fail();
      return;
    }
    decoder.transport(next, at, end, cut);
  }

  /** The fragment header of IPv6 (RFC 8200 section 4.5). */
  private void fragment(int at, int end, int cut) {
    if (end - at < 8) {
      decoder.fail();
      return;
    }
    int next = decoder.u8(at);
    int field = decoder.u16(at + 2);
    boolean more = (field & 1) != 0;
    if ((field & 0xfff9) == 0) { // RFC 6946: an atomic fragment is a whole datagram
      if (decoder.deeper()) {
        decoder.transport(next, at + 8, end, cut);
      }
      return;
    }
    Packet p = decoder.packet;
    int identification = decoder.view.getInt(at + 4);
    Fragments.Key key = new Fragments.Key(p.source(), p.destination(), identification, 0);
    decoder.reassemble(key, next, field & 0xfff8, more, at + 8, end, cut);
  }

  /**
   * ICMP errors (RFC 792, RFC 4443 section 3) that quote TCP or UDP; other messages are passed
   * over.
   */
  private void icmp(boolean v6, int at, int end) {
    if (end - at < 8) {
      decoder.fail();
      return;
    }
    int kind = decoder.u8(at);
    boolean error =
        v6 ? kind >= 1 && kind <= 4 : kind >= 3 && kind <= 5 || kind == 11 || kind == 12;
    if (!error) {
      return;
    }
    int protocol = quote(at + 8, end);
    if (protocol < 0) {
      return;
    }
    int code = decoder.u8(at + 1);
    long mtu = 0;
    if (v6 && kind == 2) {
      mtu = decoder.view.getInt(at + 4) & 0xffffffffL;
    } else if (!v6 && kind == 3 && code == 4) {
      mtu = decoder.u16(at + 6); // RFC 1191 section 4
    }
    IcmpError error4or6 = new IcmpError(decoder.packet.source(), v6, kind, code, mtu);
    decoder.sink.onIcmpError(quoted, protocol == FrameDecoder.PROTOCOL_TCP, error4or6);
  }

  /** Fills {@link #quoted}; the protocol, or -1 where it is neither TCP nor UDP. */
  private int quote(int at, int end) {
    Packet q = quoted;
    q.buffer = decoder.view;
    q.frame = decoder.packet.frame;
    q.timeNanos = decoder.packet.timeNanos;
    q.sequence = 0;
    q.acknowledgment = 0;
    q.flags = 0;
    q.window = 0;
    q.maximumSegmentSize = 0;
    q.hopLimit = 0;
    q.optionBytes = 0;
    q.payloadOffset = at;
    q.payloadLength = 0;
    q.cutBytes = 0;
    int version = at < end ? decoder.u8(at) >> 4 : 0;
    if (version == 4 && end - at >= 20) {
      q.v6 = false;
      q.sourceHigh = 0;
      q.destinationHigh = 0;
      q.sourceLow = decoder.view.getInt(at + 12) & 0xffffffffL;
      q.destinationLow = decoder.view.getInt(at + 16) & 0xffffffffL;
      boolean first = (decoder.u16(at + 6) & 0x1fff) == 0;
      int length = (decoder.u8(at) & 0xf) * 4;
      return first && length >= 20 ? quotePorts(decoder.u8(at + 9), at + length, end) : -1;
    }
    if (version == 6 && end - at >= 40) {
      q.v6 = true;
      q.sourceHigh = decoder.view.getLong(at + 8);
      q.sourceLow = decoder.view.getLong(at + 16);
      q.destinationHigh = decoder.view.getLong(at + 24);
      q.destinationLow = decoder.view.getLong(at + 32);
      return quoteNext(decoder.u8(at + 6), at + 40, end);
    }
    return -1;
  }

  private int quoteNext(int protocol, int at, int end) {
    int next = protocol;
    for (int i = 0; i < MAX_EXTENSIONS && end - at >= 8; i++) {
      if (next == FRAGMENT) {
        if ((decoder.u16(at + 2) & 0xfff8) != 0) {
          return -1; // not the first fragment: no ports
        }
        next = decoder.u8(at);
        at += 8;
      } else if (isExtension(next)) {
        int units = decoder.u8(at + 1);
        int length = next == AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8;
        next = decoder.u8(at);
        at += length;
      } else {
        break;
      }
    }
    return quotePorts(next, at, end);
  }

  private int quotePorts(int protocol, int at, int end) {
    boolean tcp = protocol == FrameDecoder.PROTOCOL_TCP;
    if (end - at < 4 || !tcp && protocol != FrameDecoder.PROTOCOL_UDP) {
      return -1;
    }
    quoted.sourcePort = decoder.u16(at);
    quoted.destinationPort = decoder.u16(at + 2);
    if (tcp && end - at >= 8) {
      quoted.sequence = decoder.view.getInt(at + 4);
    }
    return protocol;
  }
}
