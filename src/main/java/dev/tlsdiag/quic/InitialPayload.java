package dev.tlsdiag.quic;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;

/**
 * The authentic payload of an Initial packet, decrypted as far as it is read: most of what such
 * packets hold is padding after the frames that matter.
 */
public final class InitialPayload {
  private final byte[] datagram;
  private final int start;
  private final int[] key;
  private final int nonce0;
  private final int nonce1;
  private final int nonce2;
  private final byte[] plain;
  private int decrypted;
  private int position;

  /**
   * @param start of the ciphertext in {@code datagram}, which nobody may write to any more
   * @param length of the ciphertext without its tag, in bytes
   */
  InitialPayload(
      byte[] datagram, int start, int length, int[] key, int nonce0, int nonce1, int nonce2) {
    this.datagram = datagram;
    this.start = start;
    this.key = key;
    this.nonce0 = nonce0;
    this.nonce1 = nonce1;
    this.nonce2 = nonce2;
    this.plain = new byte[length];
  }

  /** All of it, whatever was read before. */
  public Bytes toBytes() {
    decrypt(plain.length);
    return Bytes.copyOf(plain);
  }

  boolean hasRemaining() {
    return position < plain.length;
  }

  int u8(String field) throws MalformedMessageException {
    require(1, field);
    return plain[position++] & 0xff;
  }

  /** A variable-length integer (RFC 9000 section 16). */
  long varint(String field) throws MalformedMessageException {
    require(1, field);
    int size = 1 << ((plain[position] & 0xff) >> 6);
    require(size, field);
    long value = plain[position++] & 0x3f;
    for (int i = 1; i < size; i++) {
      value = value << 8 | plain[position++] & 0xff;
    }
    return value;
  }

  Bytes bytes(int length, String field) throws MalformedMessageException {
    require(length, field);
    position += length;
    return length == 0 ? Bytes.EMPTY : Bytes.wrap(plain, position - length, length);
  }

  void skip(int length, String field) throws MalformedMessageException {
    require(length, field);
    position += length;
  }

  private void require(int length, String field) throws MalformedMessageException {
    if (length > plain.length - position) {
      throw new MalformedMessageException(
          field, position, "needs %d bytes, %d left".formatted(length, plain.length - position));
    }
    if (position + length > decrypted) {
      decrypt(position + length);
    }
  }

  /** Counter mode (NIST SP 800-38D section 6.5), in whole blocks up to byte {@code end}. */
  private void decrypt(int end) {
    int[] stream = new int[4];
    while (decrypted < end) {
      Aes128.encrypt(key, nonce0, nonce1, nonce2, 2 + decrypted / 16, stream); // 1 made the tag
      int block = Math.min(16, plain.length - decrypted);
      for (int i = 0; i < block; i++) {
        int mask = stream[i >> 2] >>> 24 - (i & 3) * 8;
        plain[decrypted + i] = (byte) (datagram[start + decrypted + i] ^ mask);
      }
      decrypted += block;
    }
  }
}
