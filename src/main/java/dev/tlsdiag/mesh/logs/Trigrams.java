package dev.tlsdiag.mesh.logs;

/**
 * Whether a line could hold one of a few words: it has three letters in a row that are in one of
 * them. A look at each byte once, so that the lines of a long text that say nothing cost little.
 */
final class Trigrams {
  private static final int DIGIT_FIVE = 28;
  private static final int DIGIT_ZERO = 29;
  private static final int OTHER_DIGIT = 30;
  private static final byte[] CODES = codes();

  private final boolean[] wanted = new boolean[1 << 15];

  /**
   * @param trigrams three letters or digits each, lower case
   */
  Trigrams(String... trigrams) {
    for (String text : trigrams) {
      if (text.length() != 3) {
        throw new IllegalArgumentException("not three letters: " + text);
      }
      wanted[CODES[text.charAt(0)] << 10 | CODES[text.charAt(1)] << 5 | CODES[text.charAt(2)]] =
          true;
    }
  }

  private static byte[] codes() {
    byte[] codes = new byte[256];
    for (int c = 'a'; c <= 'z'; c++) {
      codes[c] = (byte) (c - 'a' + 1);
      codes[c - 'a' + 'A'] = (byte) (c - 'a' + 1);
    }
    for (int c = '0'; c <= '9'; c++) {
      codes[c] = OTHER_DIGIT;
    }
    codes['5'] = DIGIT_FIVE;
    codes['0'] = DIGIT_ZERO;
    return codes;
  }

  boolean anyIn(byte[] buffer, int from, int to) {
    int last = 0;
    for (int i = from; i < to; i++) {
      last = (last << 5 | CODES[buffer[i] & 0xff]) & 0x7fff;
      if (wanted[last]) {
        return true;
      }
    }
    return false;
  }
}
