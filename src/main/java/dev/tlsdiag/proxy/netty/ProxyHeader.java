package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The header of the PROXY protocol that servers get (the HAProxy specification, section 2). */
final class ProxyHeader {
  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;

  private ProxyHeader() {}

  /**
   * @param version 1 or 2
   * @param source an IP literal with its port
   * @param destination likewise
   */
  static byte[] of(int version, Endpoint source, Endpoint destination) {
    IpAddress from = IpAddress.parse(source.host());
    IpAddress to = IpAddress.parse(destination.host());
    boolean v6 = from.v6() || to.v6();
    if (version == 1) {
      String line =
          "PROXY %s %s %s %d %d\r\n"
              .formatted(
                  v6 ? "TCP6" : "TCP4",
                  text(from, v6),
                  text(to, v6),
                  source.port(),
                  destination.port());
      return line.getBytes(StandardCharsets.US_ASCII);
    }
    int length = (v6 ? 32 : 8) + 4;
    ByteBuffer out = ByteBuffer.allocate(SIGNATURE.length + 4 + length);
    out.put(SIGNATURE)
        .put((byte) VERSION_2_PROXY)
        .put((byte) (v6 ? TCP_OVER_IPV6 : TCP_OVER_IPV4))
        .putShort((short) length);
    put(out, from, v6);
    put(out, to, v6);
    out.putShort((short) source.port()).putShort((short) destination.port());
    return out.array();
  }

  private static String text(IpAddress address, boolean v6) {
    return (v6 && !address.v6() ? "::ffff:" : "") + address;
  }

  private static void put(ByteBuffer out, IpAddress address, boolean v6) {
    if (!v6) {
      out.putInt((int) address.low());
    } else if (address.v6()) {
      out.putLong(address.high()).putLong(address.low());
    } else {
      out.putLong(0).putLong(0xffff_0000_0000L | address.low());
    }
  }
}
