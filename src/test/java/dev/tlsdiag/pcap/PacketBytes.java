package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IpAddress;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Headers around payloads, as bytes on the wire; checksums are zero. */
public final class PacketBytes {
  public static final int TCP = 6;
  public static final int UDP = 17;

  private PacketBytes() {}

  /** One after the other; each part is a {@code byte[]} or a string of hex digits and spaces. */
  public static byte[] join(Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Object part : parts) {
      byte[] bytes =
          part instanceof byte[] given
              ? given
              : HexFormat.of().parseHex(((String) part).replace(" ", ""));
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A segment with ACK and PSH set, sequence number 1000. */
  public static byte[] tcp(int source, int destination, byte[] payload) {
    return tcp(source, destination, 1000, 0x18, new byte[0], payload);
  }

  public static byte[] tcp(
      int source, int destination, int sequence, int flags, byte[] options, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(20 + options.length + payload.length);
    b.putShort((short) source).putShort((short) destination).putInt(sequence).putInt(77);
    b.put((byte) ((20 + options.length) / 4 << 4))
        .put((byte) flags)
        .putShort((short) 4096)
        .putInt(0);
    return b.put(options).put(payload).array();
  }

  public static byte[] udp(int source, int destination, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(8 + payload.length);
    b.putShort((short) source).putShort((short) destination);
    return b.putShort((short) (8 + payload.length)).putShort((short) 0).put(payload).array();
  }

  /** From 10.0.0.1 to 10.0.0.2. */
  public static byte[] ipv4(int protocol, byte[] payload) {
    return ipv4("10.0.0.1", "10.0.0.2", protocol, payload);
  }

  public static byte[] ipv4(String source, String destination, int protocol, byte[] payload) {
    return ipv4(source, destination, protocol, 1, 0, payload);
  }

  /**
   * @param fragment flags and offset: 0x2000 is "more fragments", the lower bits count 8 bytes
   */
  public static byte[] ipv4(
      String source, String destination, int protocol, int id, int fragment, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(20 + payload.length);
    b.putShort((short) 0x4500).putShort((short) (20 + payload.length));
    b.putShort((short) id).putShort((short) fragment);
    b.put((byte) 64).put((byte) protocol).putShort((short) 0);
    b.putInt((int) IpAddress.parse(source).low()).putInt((int) IpAddress.parse(destination).low());
    return b.put(payload).array();
  }

  /** From 2001:db8::1 to 2001:db8::2. */
  public static byte[] ipv6(int next, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(40 + payload.length);
    b.putInt(0x60000000).putShort((short) payload.length).put((byte) next).put((byte) 64);
    b.putLong(0x20010db800000000L).putLong(1).putLong(0x20010db800000000L).putLong(2);
    return b.put(payload).array();
  }

  public static byte[] ethernet(int type, byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(14 + payload.length);
    b.putInt(0x02000000).putShort((short) 2).putInt(0x02000000).putShort((short) 1);
    return b.putShort((short) type).put(payload).array();
  }

  /** Ethernet, IPv4 and TCP from 10.0.0.1:1000 to 10.0.0.2:443. */
  public static byte[] frame(String payload) {
    return ethernet(0x0800, ipv4(TCP, tcp(1000, 443, ascii(payload))));
  }
}
