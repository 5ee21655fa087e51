package dev.tlsdiag.quic;

/** The compression function of SHA-256 (FIPS 180-4 section 6.2.2); not for secrets. */
final class Sha256 {
  private static final int[] INITIAL = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private static final int[] K = constants();

  private final int[] w = new int[64];

  static int[] initialState() {
    return INITIAL.clone();
  }

  /** Takes the 16 words of {@code block} into {@code state}. */
  void compress(int[] state, int[] block) {
    int[] w = this.w;
    System.arraycopy(block, 0, w, 0, 16);
    for (int t = 16; t < 64; t++) {
      int x = w[t - 15];
      int y = w[t - 2];
      int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
      int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
      w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int t = 0; t < 64; t++) {
      int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int t1 = h + s1 + (g ^ e & (f ^ g)) + K[t] + w[t];
      int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int t2 = s0 + (a & b | c & (a | b));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }

  /** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
  private static int[] constants() {
    int[] k = new int[64];
    int prime = 2;
    for (int i = 0; i < 64; prime++) {
      boolean composite = false;
      for (int d = 2; d * d <= prime; d++) {
        composite |= prime % d == 0;
      }
      if (!composite) {
        k[i++] = cubeRootFraction(prime);
      }
    }
    return k;
  }

  private static int cubeRootFraction(int prime) {
    // A double holds 52 bits: 3 for the integer part, 32 for the fraction, and 17 to spare.
    double root = Math.cbrt(prime);
    return (int) (long) ((root - Math.floor(root)) * 4294967296.0);
  }
}
