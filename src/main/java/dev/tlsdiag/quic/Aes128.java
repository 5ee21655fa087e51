package dev.tlsdiag.quic;

/**
 * AES-128 in the encrypting direction (FIPS 197), with one table of round outputs; not for secrets.
 */
final class Aes128 {
  private static final int[] SBOX = substitution();
  private static final int[] T0 = roundTable(0);
  private static final int[] T1 = roundTable(8);
  private static final int[] T2 = roundTable(16);
  private static final int[] T3 = roundTable(24);

  private Aes128() {}

  /** The 44 words of the key schedule (FIPS 197 section 5.2). */
  static int[] expand(int k0, int k1, int k2, int k3) {
    int[] w = new int[44];
    w[0] = k0;
    w[1] = k1;
    w[2] = k2;
    w[3] = k3;
    int round = 1;
    for (int i = 4; i < 44; i += 4) {
      int t = Integer.rotateLeft(w[i - 1], 8);
      int s =
          SBOX[t >>> 24] << 24
              | SBOX[t >> 16 & 0xff] << 16
              | SBOX[t >> 8 & 0xff] << 8
              | SBOX[t & 0xff];
      w[i] = w[i - 4] ^ s ^ round << 24;
      w[i + 1] = w[i - 3] ^ w[i];
      w[i + 2] = w[i - 2] ^ w[i + 1];
      w[i + 3] = w[i - 1] ^ w[i + 2];
      round = round << 1 ^ (round >> 7) * 0x11b;
    }
    return w;
  }

  /** Encrypts the block of four words into {@code out}. */
  static void encrypt(int[] w, int b0, int b1, int b2, int b3, int[] out) {
    int a0 = b0 ^ w[0];
    int a1 = b1 ^ w[1];
    int a2 = b2 ^ w[2];
    int a3 = b3 ^ w[3];
    for (int k = 4; k < 40; k += 4) {
      int c0 = T0[a0 >>> 24] ^ T1[a1 >> 16 & 0xff] ^ T2[a2 >> 8 & 0xff] ^ T3[a3 & 0xff] ^ w[k];
      int c1 = T0[a1 >>> 24] ^ T1[a2 >> 16 & 0xff] ^ T2[a3 >> 8 & 0xff] ^ T3[a0 & 0xff] ^ w[k + 1];
      int c2 = T0[a2 >>> 24] ^ T1[a3 >> 16 & 0xff] ^ T2[a0 >> 8 & 0xff] ^ T3[a1 & 0xff] ^ w[k + 2];
      int c3 = T0[a3 >>> 24] ^ T1[a0 >> 16 & 0xff] ^ T2[a1 >> 8 & 0xff] ^ T3[a2 & 0xff] ^ w[k + 3];
      a0 = c0;
      a1 = c1;
      a2 = c2;
      a3 = c3;
    }
    out[0] = last(a0, a1, a2, a3) ^ w[40];
    out[1] = last(a1, a2, a3, a0) ^ w[41];
    out[2] = last(a2, a3, a0, a1) ^ w[42];
    out[3] = last(a3, a0, a1, a2) ^ w[43];
  }

  private static int last(int a, int b, int c, int d) {
    return SBOX[a >>> 24] << 24
        | SBOX[b >> 16 & 0xff] << 16
        | SBOX[c >> 8 & 0xff] << 8
        | SBOX[d & 0xff];
  }

  /** The S-box (FIPS 197 section 5.1.1), by way of the powers of the generator 3. */
  private static int[] substitution() {
    int[] box = new int[256];
    int p = 1;
    int q = 1; // always the inverse of p
    do {
      p = (p ^ p << 1 ^ (p >> 7) * 0x11b) & 0xff;
      q ^= q << 1;
      q ^= q << 2;
      q ^= q << 4;
      q &= 0xff;
      q ^= (q >> 7) * 0x09;
      int spread = q | q << 8;
      box[p] = (q ^ spread >> 7 ^ spread >> 6 ^ spread >> 5 ^ spread >> 4 ^ 0x63) & 0xff;
    } while (p != 1);
    box[0] = 0x63;
    return box;
  }

  private static int[] roundTable(int rotation) {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int s = SBOX[i];
      int twice = (s << 1 ^ (s >> 7) * 0x11b) & 0xff;
      table[i] = Integer.rotateRight(twice << 24 | s << 16 | s << 8 | twice ^ s, rotation);
    }
    return table;
  }
}
