package dev.tlsdiag.probe;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** PROXY headers (the HAProxy specification, sections 2.1 and 2.2). */
final class ProxyHeaders {
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION_2_PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;

  private ProxyHeaders() {}

  static Bytes of(int version, Endpoint from, Endpoint to) {
    IpAddress source = address(from);
    IpAddress destination = address(to);
    if (version == 1) {
      return Bytes.wrap(
          "PROXY %s %s %s %d %d\r\n"
              .formatted(source.v6() ? "TCP6" : "TCP4", source, destination, from.port(), to.port())
              .getBytes(StandardCharsets.US_ASCII));
    }
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(SIGNATURE);
    header.write(VERSION_2_PROXY);
    header.write(source.v6() ? TCP6 : TCP4);
    u16(header, source.v6() ? 36 : 12);
    write(header, source);
    write(header, destination);
    u16(header, from.port());
    u16(header, to.port());
    return Bytes.wrap(header.toByteArray());
  }

  private static IpAddress address(Endpoint endpoint) {
    return IpAddress.parse(endpoint.host().replaceFirst("%.*", ""));
  }

  private static void write(ByteArrayOutputStream out, IpAddress address) {
    if (address.v6()) {
      u64(out, address.high(), Long.BYTES);
    }
    u64(out, address.low(), address.v6() ? Long.BYTES : Integer.BYTES);
  }

  private static void u64(ByteArrayOutputStream out, long value, int bytes) {
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((int) (value >>> 8 * i));
    }
  }

  private static void u16(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
