package dev.tlsdiag.proxy.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** ClientHellos as bytes. */
final class Hellos {
  private static final int RECORD = 16_384;

  private Hellos() {}

  /**
   * A hello in as many records as it needs.
   *
   * @param padding bytes of an extension nobody knows
   */
  static byte[] of(String name, int padding) {
    byte[] host = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer body = ByteBuffer.allocate(200 + host.length + padding);
    body.putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
    body.putShort((short) 4).putShort((short) 0x1301).putShort((short) 0xc02b);
    body.put((byte) 1).put((byte) 0);
    int extensions = body.position();
    body.putShort((short) 0);
    body.putShort((short) 0).putShort((short) (host.length + 5));
    body.putShort((short) (host.length + 3)).put((byte) 0).putShort((short) host.length).put(host);
    body.putShort((short) 43).putShort((short) 3).put((byte) 2).putShort((short) 0x0304);
    if (padding > 0) {
      body.putShort((short) 0x7abc).putShort((short) padding).put(new byte[padding]);
    }
    body.putShort(extensions, (short) (body.position() - extensions - 2));
    byte[] bytes = Arrays.copyOf(body.array(), body.position());
    ByteBuffer message = ByteBuffer.allocate(4 + bytes.length);
    message.putInt(1 << 24 | bytes.length).put(bytes);
    return records(message.array());
  }

  private static byte[] records(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      for (int at = 0; at < message.length; at += RECORD) {
        int length = Math.min(RECORD, message.length - at);
        out.write(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
        out.write(message, at, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
