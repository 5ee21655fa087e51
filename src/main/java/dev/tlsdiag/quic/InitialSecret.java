package dev.tlsdiag.quic;

import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * The initial secret of a connection (RFC 9001 section 5.2), from which the keys of both sides
 * follow.
 *
 * <p>HKDF (RFC 5869) is done on the words of single SHA-256 blocks: every key here is at most one
 * block and every message at most 55 bytes, so that a HMAC is two compressions once its key is
 * prepared. One instance of {@link Deriver} belongs to one thread.
 */
final class InitialSecret {
  private static final int[] CLIENT = label("client in", 32);
  private static final int[] SERVER = label("server in", 32);
  private static final int[][] V1_LABELS = {
    label("quic key", 16), label("quic iv", 12), label("quic hp", 16)
  };
  private static final int[][] V2_LABELS = {
    label("quicv2 key", 16), label("quicv2 iv", 12), label("quicv2 hp", 16)
  };

  private final Deriver deriver;
  private final HmacKey key;
  private final int[][] labels;

  private InitialSecret(Deriver deriver, HmacKey key, int[][] labels) {
    this.deriver = deriver;
    this.key = key;
    this.labels = labels;
  }

  InitialKeys clientKeys() {
    return keys(CLIENT);
  }

  InitialKeys serverKeys() {
    return keys(SERVER);
  }

  private InitialKeys keys(int[] side) {
    HmacKey secret = deriver.prepare(deriver.hmac(key, side));
    int[] k = deriver.hmac(secret, labels[0]);
    int[] iv = deriver.hmac(secret, labels[1]);
    int[] hp = deriver.hmac(secret, labels[2]);
    return new InitialKeys(
        Aes128.expand(k[0], k[1], k[2], k[3]),
        iv[0],
        iv[1],
        iv[2],
        Aes128.expand(hp[0], hp[1], hp[2], hp[3]));
  }

  /** The one block of HKDF-Expand-Label (RFC 8446 section 7.1) with an empty context. */
  private static int[] label(String label, int length) {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info = new byte[name.length + 5];
    info[1] = (byte) length;
    info[2] = (byte) name.length;
    System.arraycopy(name, 0, info, 3, name.length);
    info[info.length - 1] = 1; // the counter of HKDF-Expand, after the empty context
    return lastBlock(Bytes.wrap(info));
  }

  /** {@code text} of at most 55 bytes as the block that ends a hash of 64 bytes more. */
  private static int[] lastBlock(Bytes text) {
    int[] block = new int[16];
    int length = text.length();
    for (int i = 0; i < length; i++) {
      block[i >> 2] |= text.u8(i) << 24 - (i & 3) * 8;
    }
    block[length >> 2] |= 0x80 << 24 - (length & 3) * 8;
    block[15] = (64 + length) * 8;
    return block;
  }

  /** The states of SHA-256 after the inner and the outer padded key (RFC 2104). */
  private record HmacKey(Words inner, Words outer) {}

  /** Words of a hash state; never changed once made. */
  private static final class Words {
    final int[] words;

    Words(int[] words) {
      this.words = words;
    }
  }

  /** Makes secrets; holds the scratch space and the prepared salts. */
  static final class Deriver {
    private final Sha256 sha256 = new Sha256();
    private final int[] block = new int[16];
    private final Map<InitialSalt, HmacKey> salts = new EnumMap<>(InitialSalt.class);

    /**
     * Makes the secret (HKDF-Extract).
     *
     * @param destinationId of the client's first Initial packet, at most 20 bytes
     */
    InitialSecret secret(InitialSalt salt, boolean secondVersion, Bytes destinationId) {
      HmacKey extract = salts.get(salt);
      if (extract == null) {
        extract = prepare(salt.words());
        salts.put(salt, extract);
      }
      HmacKey secret = prepare(hmac(extract, lastBlock(destinationId)));
      return new InitialSecret(this, secret, secondVersion ? V2_LABELS : V1_LABELS);
    }

    private HmacKey prepare(int[] key) {
      return new HmacKey(new Words(padded(key, 0x36363636)), new Words(padded(key, 0x5c5c5c5c)));
    }

    private int[] padded(int[] key, int pad) {
      for (int i = 0; i < 16; i++) {
        block[i] = pad ^ (i < key.length ? key[i] : 0);
      }
      int[] state = Sha256.initialState();
      sha256.compress(state, block);
      return state;
    }

    private int[] hmac(HmacKey key, int[] message) {
      int[] inner = key.inner.words.clone();
      sha256.compress(inner, message);
      System.arraycopy(inner, 0, block, 0, 8);
      block[8] = 0x80000000;
      for (int i = 9; i < 15; i++) {
        block[i] = 0;
      }
      block[15] = (64 + 32) * 8;
      int[] outer = key.outer.words.clone();
      sha256.compress(outer, block);
      return outer;
    }
  }
}
