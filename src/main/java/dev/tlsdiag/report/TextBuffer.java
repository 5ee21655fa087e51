package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text as UTF-8 in one array that is used again, on its way to a stream.
 *
 * <p>A capture can have a hundred thousand rows; they cost no object each and go out in large
 * writes. The stream is not closed here.
 */
public final class TextBuffer {
  private static final int FULL = 1 << 16;
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private byte[] bytes = new byte[FULL + (FULL >> 1)];
  private int length;

  public TextBuffer(OutputStream out) {
    this.out = requireNonNull(out, "out is null");
  }

  /** Text that is known to be ASCII: a constant, a number, hexadecimal digits. */
  @SuppressWarnings("deprecation") // the only way to copy Latin-1 text without an array in between
  public TextBuffer ascii(String text) {
    int size = text.length();
    need(size);
    text.getBytes(0, size, bytes, length);
    length += size;
    return this;
  }

  /** Any text; a lone surrogate becomes {@code ?}. */
  public TextBuffer text(String text) {
    int size = text.length();
    need(3 * size);
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (c < 0x800) {
        bytes[length++] = (byte) (0xc0 | c >> 6);
        bytes[length++] = (byte) (0x80 | c & 0x3f);
      } else if (!Character.isSurrogate(c)) {
        bytes[length++] = (byte) (0xe0 | c >> 12);
        bytes[length++] = (byte) (0x80 | c >> 6 & 0x3f);
        bytes[length++] = (byte) (0x80 | c & 0x3f);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < size
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        supplementary(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        bytes[length++] = '?';
      }
    }
    return this;
  }

  private void supplementary(int codePoint) {
    bytes[length++] = (byte) (0xf0 | codePoint >> 18);
    bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3f);
    bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3f);
    bytes[length++] = (byte) (0x80 | codePoint & 0x3f);
  }

  /** One ASCII character. */
  public TextBuffer add(char c) {
    need(1);
    bytes[length++] = (byte) c;
    return this;
  }

  public TextBuffer repeat(char c, int times) {
    if (times > 0) {
      need(times);
      Arrays.fill(bytes, length, length + times, (byte) c);
      length += times;
    }
    return this;
  }

  /** Decimal digits. */
  public TextBuffer number(long value) {
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    return number(value, 1);
  }

  /**
   * Decimal digits with zeros in front, at least {@code digits} of them; {@code value} is not
   * negative.
   */
  public TextBuffer number(long value, int digits) {
    int size = Math.max(digits, decimalDigits(value));
    need(size);
    long rest = value;
    for (int at = length + size - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += size;
    return this;
  }

  private static int decimalDigits(long value) {
    int digits = 1;
    for (long rest = value; rest > 9; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** Two digits a byte. */
  public TextBuffer hex(Bytes value) {
    int size = value.length();
    need(2 * size);
    for (int i = 0; i < size; i++) {
      int octet = value.u8(i);
      bytes[length++] = DIGITS[octet >> 4];
      bytes[length++] = DIGITS[octet & 0xf];
    }
    return this;
  }

  /** Three ASCII texts at once. */
  @SuppressWarnings("deprecation") // as in ascii
  void quoted(String before, String text, String after) {
    int size = text.length();
    need(before.length() + size + after.length());
    int at = length;
    for (int i = 0; i < before.length(); i++) {
      bytes[at++] = (byte) before.charAt(i);
    }
    text.getBytes(0, size, bytes, at);
    at += size;
    for (int i = 0; i < after.length(); i++) {
      bytes[at++] = (byte) after.charAt(i);
    }
    length = at;
  }

  /** {@link #hexCode} in quotes, perhaps with a comma in front. */
  void quotedCode(boolean comma, int value) {
    if (value >>> 16 != 0) {
      if (comma) {
        add(',');
      }
      add('"').hexCode(value).add('"');
      return;
    }
    need(9);
    int at = length;
    if (comma) {
      bytes[at++] = ',';
    }
    bytes[at] = '"';
    bytes[at + 1] = '0';
    bytes[at + 2] = 'x';
    bytes[at + 3] = DIGITS[value >> 12];
    bytes[at + 4] = DIGITS[value >> 8 & 0xf];
    bytes[at + 5] = DIGITS[value >> 4 & 0xf];
    bytes[at + 6] = DIGITS[value & 0xf];
    bytes[at + 7] = '"';
    length = at + 8;
  }

  /**
   * {@code 0x} and four digits, of a larger value six or eight: {@code 0x1301}, {@code 0x010080}.
   */
  public TextBuffer hexCode(int value) {
    int digits = value >>> 16 == 0 ? 4 : value >>> 24 == 0 ? 6 : 8;
    need(digits + 2);
    bytes[length++] = '0';
    bytes[length++] = 'x';
    for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
      bytes[length++] = DIGITS[value >>> shift & 0xf];
    }
    return this;
  }

  /** Bytes written so far that did not go to the stream. */
  public int length() {
    return length;
  }

  /** Takes back what was written after {@code mark}, a former {@link #length}. */
  void cutTo(int mark) {
    length = mark;
  }

  /** Takes back blanks at the end. */
  TextBuffer cutBlanks() {
    while (length > 0 && bytes[length - 1] == ' ') {
      length--;
    }
    return this;
  }

  /** Ends a row: passes everything on once there is a lot of it. */
  public void rowDone() throws IOException {
    if (length >= FULL) {
      drain();
    }
  }

  /** Passes everything on, and flushes the stream. */
  public void flush() throws IOException {
    drain();
    out.flush();
  }

  private void drain() throws IOException {
    out.write(bytes, 0, length);
    length = 0;
  }

  private void need(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + (bytes.length >> 1)));
    }
  }
}
