package dev.tlsdiag.proxy.record;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;

/**
 * IP packets with a TCP segment inside, checksums right, as a capture of the connection would have
 * them. One instance per connection; not thread-safe.
 */
final class TcpPackets {
  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;

  private static final int TCP_HEADER = 20;
  private static final int TCP = 6;
  private static final int HOP_LIMIT = 64;
  private static final int WINDOW = 65_535;
  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int DONT_FRAGMENT = 0x4000;

  private final IpAddress[] addresses;
  private final int[] ports;

  /** Both are IP literals with their ports. */
  TcpPackets(Endpoint client, Endpoint server) {
    addresses = new IpAddress[] {IpAddress.parse(client.host()), IpAddress.parse(server.host())};
    ports = new int[] {client.port(), server.port()};
  }

  /**
   * One packet.
   *
   * @param from 0 the client, 1 the server
   * @param payload from {@code offset}; at most 65,000 bytes
   */
  ByteBuffer packet(
      int from,
      long sequence,
      long acknowledgment,
      int flags,
      byte[] payload,
      int offset,
      int size) {
    boolean v6 = addresses[0].v6();
    int ipHeader = v6 ? IPV6_HEADER : IPV4_HEADER;
    ByteBuffer packet = ByteBuffer.allocate(ipHeader + TCP_HEADER + size);
    IpAddress source = addresses[from];
    IpAddress destination = addresses[1 - from];
    if (v6) {
      packet.putInt(0x6000_0000).putShort((short) (TCP_HEADER + size));
      packet.put((byte) TCP).put((byte) HOP_LIMIT);
      packet.putLong(source.high()).putLong(source.low());
      packet.putLong(destination.high()).putLong(destination.low());
    } else {
      packet.putShort((short) 0x4500).putShort((short) (IPV4_HEADER + TCP_HEADER + size));
      packet.putShort((short) 0).putShort((short) DONT_FRAGMENT);
      packet.put((byte) HOP_LIMIT).put((byte) TCP).putShort((short) 0);
      packet.putInt((int) source.low()).putInt((int) destination.low());
      packet.putShort(10, folded(sum(packet, 0, IPV4_HEADER)));
    }
    packet.putShort((short) ports[from]).putShort((short) ports[1 - from]);
    packet.putInt((int) sequence).putInt((int) acknowledgment);
    packet.putShort((short) (5 << 12 | flags)).putShort((short) WINDOW);
    packet.putShort((short) 0).putShort((short) 0);
    packet.put(payload, offset, size);
    packet.putShort(ipHeader + 16, checksum(packet, ipHeader, v6));
    return packet.flip();
  }

  /** RFC 9293 section 3.1: over the pseudo header, the header and the payload. */
  private static short checksum(ByteBuffer packet, int ipHeader, boolean v6) {
    int length = packet.capacity() - ipHeader;
    int addressesAt = v6 ? 8 : 12;
    int addressesLength = v6 ? 32 : 8;
    return folded(
        sum(packet, addressesAt, addressesLength) + TCP + length + sum(packet, ipHeader, length));
  }

  private static long sum(ByteBuffer packet, int from, int length) {
    long sum = 0;
    int at = from;
    int end = from + length;
    for (; at + 4 <= end; at += 4) {
      sum += packet.getInt(at) & 0xffff_ffffL;
    }
    for (; at + 2 <= end; at += 2) {
      sum += packet.getShort(at) & 0xffff;
    }
    return at < end ? sum + ((packet.get(at) & 0xff) << 8) : sum;
  }

  /** Sums of 32-bit words fold into the same 16 bits (RFC 1071 section 2). */
  private static short folded(long sum) {
    long rest = sum;
    while (rest >>> 16 != 0) {
      rest = (rest & 0xffff) + (rest >>> 16);
    }
    return (short) ~rest;
  }
}
