package dev.tlsdiag.wire;

/** Lower-case hexadecimal text of wire values. */
public final class Hex {
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Hex() {}

  /** Two digits a byte, no separator. */
  public static String of(byte[] bytes, int offset, int length) {
    char[] out = new char[length * 2];
    for (int i = 0; i < length; i++) {
      int b = bytes[offset + i];
      out[2 * i] = DIGITS[b >> 4 & 0xf];
      out[2 * i + 1] = DIGITS[b & 0xf];
    }
    return new String(out);
  }

  /** Four digits without a prefix, {@code 1301}. */
  public static String u16(int value) {
    char[] out = {
      DIGITS[value >> 12 & 0xf],
      DIGITS[value >> 8 & 0xf],
      DIGITS[value >> 4 & 0xf],
      DIGITS[value & 0xf]
    };
    return new String(out);
  }

  /**
   * Reads text of hexadecimal digits; white space is skipped.
   *
   * @throws IllegalArgumentException where a digit is none, or their number is odd
   */
  public static byte[] parse(String text) {
    String digits = text.replaceAll("\\s+", "");
    if (digits.length() % 2 != 0) {
      throw new IllegalArgumentException("odd number of hexadecimal digits: " + digits.length());
    }
    byte[] out = new byte[digits.length() / 2];
    for (int i = 0; i < out.length; i++) {
      int high = Character.digit(digits.charAt(2 * i), 16);
      int low = Character.digit(digits.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException("no hexadecimal digit at " + 2 * i);
      }
      out[i] = (byte) (high << 4 | low);
    }
    return out;
  }
}
