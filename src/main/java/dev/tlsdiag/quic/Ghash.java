package dev.tlsdiag.quic;

/**
 * GHASH (NIST SP 800-38D section 6.4) with a table for each of the 32 half bytes of a block.
 *
 * <p>512 entries are made for a key in less time than hashing a packet of 1200 bytes without them
 * takes.
 */
final class Ghash {
  private static final long REDUCTION = 0xe1L << 56;

  /**
   * The product of H and a half byte n at place p: high word at {@code 32 * p + 2 * n}, then low.
   */
  private final long[] table = new long[1024];

  private long high;
  private long low;

  /** Takes H and forgets all that was hashed. */
  void init(int h0, int h1, int h2, int h3) {
    long vh = (long) h0 << 32 | h1 & 0xffffffffL;
    long vl = (long) h2 << 32 | h3 & 0xffffffffL;
    long[] t = table;
    for (int place = 0; place < 1024; place += 32) {
      for (int bit = 16; bit >= 2; bit >>= 1) { // entry 8 is the first bit of the half byte
        t[place + bit] = vh;
        t[place + bit + 1] = vl;
        long carry = -(vl & 1) & REDUCTION;
        vl = vl >>> 1 | vh << 63;
        vh = vh >>> 1 ^ carry;
      }
      for (int n = 4; n < 32; n <<= 1) {
        for (int m = 2; m < n; m += 2) {
          t[place + n + m] = t[place + n] ^ t[place + m];
          t[place + n + m + 1] = t[place + n + 1] ^ t[place + m + 1];
        }
      }
    }
    high = 0;
    low = 0;
  }

  /** Hashes {@code bytes[from, from + length)}, the last block filled up with zeros. */
  void update(byte[] bytes, int from, int length) {
    int at = from;
    int whole = from + (length & ~15);
    for (; at < whole; at += 16) {
      multiply(high ^ word(bytes, at), low ^ word(bytes, at + 8));
    }
    int left = length & 15;
    if (left > 0) {
      long h = 0;
      long l = 0;
      for (int i = 0; i < left; i++) {
        long b = bytes[at + i] & 0xffL;
        if (i < 8) {
          h |= b << 56 - 8 * i;
        } else {
          l |= b << 120 - 8 * i;
        }
      }
      multiply(high ^ h, low ^ l);
    }
  }

  /** Hashes the block of both lengths; the hash is then in {@link #high()} and {@link #low()}. */
  void finish(int aadBytes, int textBytes) {
    multiply(high ^ aadBytes * 8L, low ^ textBytes * 8L);
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  private void multiply(long yh, long yl) {
    long[] t = table;
    long zh = 0;
    long zl = 0;
    for (int i = 0; i < 16; i++) {
      int n = i * 32 + ((int) (yh >>> 60 - 4 * i) & 15) * 2;
      int m = 512 + i * 32 + ((int) (yl >>> 60 - 4 * i) & 15) * 2;
      zh ^= t[n] ^ t[m];
      zl ^= t[n + 1] ^ t[m + 1];
    }
    high = zh;
    low = zl;
  }

  private static long word(byte[] b, int i) {
    int high = b[i] << 24 | (b[i + 1] & 0xff) << 16 | (b[i + 2] & 0xff) << 8 | b[i + 3] & 0xff;
    int low = b[i + 4] << 24 | (b[i + 5] & 0xff) << 16 | (b[i + 6] & 0xff) << 8 | b[i + 7] & 0xff;
    return (long) high << 32 | low & 0xffffffffL;
  }
}
