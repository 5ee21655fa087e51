package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.PacketSink;
import java.nio.ByteBuffer;

/**
 * From frame to TCP segment or UDP datagram: the path that nearly every packet takes.
 *
 * <p>Only Ethernet, IP, TCP and UDP are here, in small methods that allocate nothing; whatever is
 * rare lives in classes of its own. Every layer is given three numbers: where it starts ({@code
 * at}), where the captured bytes end ({@code end}), and how many bytes after that were on the wire
 * but were not captured ({@code cut}). Each layer narrows the last two for the next.
 */
final class FrameDecoder {
  static final int ETHERTYPE_IPV4 = 0x0800;
  static final int ETHERTYPE_IPV6 = 0x86dd;
  static final int PROTOCOL_TCP = 6;
  static final int PROTOCOL_UDP = 17;

  /** Layers of encapsulation; a bound for recursion, far above what networks use. */
  private static final int MAX_DEPTH = 12;

  final Packet packet = new Packet();
  final PacketSink sink;
  final EtherTypes etherTypes = new EtherTypes(this);
  final IpProtocols protocols = new IpProtocols(this);
  final Tunnels tunnels = new Tunnels(this);
  final Fragments fragments = new Fragments();
  final LinkHeaders links = new LinkHeaders(this);

  /** What {@code at} and {@code end} refer to; big-endian. */
  ByteBuffer view;

  /** Encapsulations around the layer at hand. */
  int depth;

  private boolean failed;
  private long undecoded;

  FrameDecoder(PacketSink sink) {
    this.sink = sink;
  }

  long undecoded() {
    return undecoded;
  }

  /** Starts a new frame; then one of the link methods is to be called. */
  void begin(ByteBuffer buffer, long frame, long timeNanos) {
    view = buffer;
    packet.buffer = buffer;
    packet.frame = frame;
    packet.timeNanos = timeNanos;
    depth = 0;
    failed = false;
  }

  /**
   * Counts the frame at hand as one that could not be decoded; once, however often it is called.
   */
  void fail() {
    if (!failed) {
      failed = true;
      undecoded++;
    }
  }

  /** Goes one encapsulation deeper; false where there are too many. */
  boolean deeper() {
    if (++depth > MAX_DEPTH) {
      fail();
      return false;
    }
    return true;
  }

  int u8(int at) {
    return view.get(at) & 0xff;
  }

  int u16(int at) {
    return view.getShort(at) & 0xffff;
  }

  void ethernet(int at, int end, int cut) {
    if (end - at < 14) {
      fail();
      return;
    }
    int type = u16(at + 12);
    if (type == ETHERTYPE_IPV4) {
      ipv4(at + 14, end, cut);
    } else if (type == ETHERTYPE_IPV6) {
      ipv6(at + 14, end, cut);
    } else {
      etherTypes.decode(type, at + 14, end, cut);
    }
  }

  /** IP of the version that its first nibble tells. */
  void ip(int at, int end, int cut) {
    int version = at < end ? view.get(at) >> 4 & 0xf : 0;
    if (version == 4) {
      ipv4(at, end, cut);
    } else if (version == 6) {
      ipv6(at, end, cut);
    } else {
      fail();
    }
  }

  /** IPv4 (RFC 791 section 3.1). */
  void ipv4(int at, int end, int cut) {
    int available = end - at;
    if (available < 20) {
      fail();
      return;
    }
    int first = view.getInt(at);
    int headerLength = first >>> 22 & 0x3c;
    int total = first & 0xffff;
    if (total == 0) {
      total = available + cut; // segmentation offload: the card fills it in later
    }
    if (first >>> 28 != 4
        || headerLength < 20
        || headerLength > available
        || total < headerLength) {
      fail();
      return;
    }
    if (total <= available) {
      end = at + total; // what follows is padding or a checksum of the link
      cut = 0;
    } else {
      cut = total - available;
    }
    long addresses = view.getLong(at + 12);
    Packet p = packet;
    p.v6 = false;
    p.sourceHigh = 0;
    p.destinationHigh = 0;
    p.sourceLow = addresses >>> 32;
    p.destinationLow = addresses & 0xffffffffL;
    int fragment = view.getInt(at + 4);
    int lifeAndProtocol = u16(at + 8);
    p.hopLimit = lifeAndProtocol >>> 8;
    int protocol = lifeAndProtocol & 0xff;
    if ((fragment & 0x3fff) == 0) {
      transport(protocol, at + headerLength, end, cut);
    } else {
      fragment4(fragment, protocol, at + headerLength, end, cut);
    }
  }

  /** IPv6 (RFC 8200 section 3). */
  void ipv6(int at, int end, int cut) {
    int available = end - at;
    if (available < 40 || (view.get(at) & 0xf0) != 0x60) {
      fail();
      return;
    }
    int first = view.getInt(at + 4);
    int total = 40 + (first >>> 16);
    if (total == 40) {
      total = available + cut; // a jumbogram, or segmentation offload
    }
    if (total <= available) {
      end = at + total;
      cut = 0;
    } else {
      cut = total - available;
    }
    Packet p = packet;
    p.v6 = true;
    p.sourceHigh = view.getLong(at + 8);
    p.sourceLow = view.getLong(at + 16);
    p.destinationHigh = view.getLong(at + 24);
    p.destinationLow = view.getLong(at + 32);
    p.hopLimit = first & 0xff;
    transport(first >>> 8 & 0xff, at + 40, end, cut);
  }

  /** What an IP header carries. */
  void transport(int protocol, int at, int end, int cut) {
    if (protocol == PROTOCOL_TCP) {
      tcp(at, end, cut);
    } else if (protocol == PROTOCOL_UDP) {
      udp(at, end, cut);
    } else {
      protocols.decode(protocol, at, end, cut);
    }
  }

  /** TCP (RFC 9293 section 3.1). */
  private void tcp(int at, int end, int cut) {
    int available = end - at;
    if (available < 20) {
      fail();
      return;
    }
    Packet p = packet;
    int ports = view.getInt(at);
    int rest = view.getInt(at + 12);
    int headerLength = rest >>> 26 & 0x3c;
    p.sourcePort = ports >>> 16;
    p.destinationPort = ports & 0xffff;
    p.sequence = view.getInt(at + 4);
    p.acknowledgment = view.getInt(at + 8);
    p.flags = rest >>> 16 & 0xff;
    p.window = rest & 0xffff;
    p.maximumSegmentSize = 0;
    if (headerLength < 20 || headerLength > available + cut) {
      fail();
      return;
    }
    if ((p.flags & Packet.SYN) != 0) {
      p.maximumSegmentSize = maximumSegmentSize(at + 20, Math.min(end, at + headerLength));
    }
    int payload = at + headerLength;
    if (payload <= end) {
      p.optionBytes = headerLength - 20;
      p.payloadOffset = payload;
      p.payloadLength = end - payload;
      p.cutBytes = cut;
    } else { // the options are cut; everything before them is still worth having
      p.optionBytes = end - at - 20;
      p.payloadOffset = end;
      p.payloadLength = 0;
      p.cutBytes = cut - (payload - end);
    }
    sink.onTcp(p);
  }

  /** The option of RFC 9293 section 3.7.1 among those from {@code at} to {@code end}, or 0. */
  private int maximumSegmentSize(int at, int end) {
    while (at + 1 < end) {
      int kind = u8(at);
      int length = kind == 1 ? 1 : u8(at + 1);
      if (kind == 0 || length == 0) {
        return 0;
      }
      if (kind == 2 && length == 4 && at + 4 <= end) {
        return u16(at + 2);
      }
      at += length;
    }
    return 0;
  }

  /** UDP (RFC 768), or the innermost packet of a tunnel over it. */
  private void udp(int at, int end, int cut) {
    int available = end - at;
    if (available < 8) {
      fail();
      return;
    }
    int ports = view.getInt(at);
    int length = u16(at + 4);
    if (length >= 8) { // else segmentation offload: the length of IP stands
      if (length <= available) {
        end = at + length;
        cut = 0;
      } else if (length < available + cut) {
        cut = length - available;
      }
    }
    int source = ports >>> 16;
    int destination = ports & 0xffff;
    if (Tunnels.isPort(source, destination)
        && tunnels.decodeUdp(source, destination, at + 8, end, cut)) {
      return;
    }
    Packet p = packet;
    p.sourcePort = source;
    p.destinationPort = destination;
    p.optionBytes = 0;
    p.payloadOffset = at + 8;
    p.payloadLength = end - at - 8;
    p.cutBytes = cut;
    sink.onUdp(p);
  }

  private void fragment4(int identification, int protocol, int at, int end, int cut) {
    Fragments.Key key =
        new Fragments.Key(packet.source(), packet.destination(), identification >>> 16, protocol);
    int offset = (identification & 0x1fff) * 8;
    boolean more = (identification & 0x2000) != 0;
    reassemble(key, protocol, offset, more, at, end, cut);
  }

  /** Takes one fragment, and decodes the datagram where it was the last one missing. */
  void reassemble(
      Fragments.Key key, int protocol, int offset, boolean more, int at, int end, int cut) {
    int length = fragments.add(key, packet.timeNanos, offset, more, view, at, end, cut);
    if (length < 0 || !deeper()) {
      return;
    }
    ByteBuffer outer = view;
    view = fragments.takeWhole(depth);
    packet.buffer = view;
    transport(protocol, 0, length, 0);
    view = outer;
    packet.buffer = outer;
  }
}
