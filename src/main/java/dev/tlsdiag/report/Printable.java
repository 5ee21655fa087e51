package dev.tlsdiag.report;

/**
 * Makes text safe for a terminal or a page of text: what could move the cursor, change the order of
 * reading, or not be seen at all becomes a visible {@code \}{@code u001b}.
 *
 * <p>A backslash is doubled, so that the result has one reading only.
 */
public final class Printable {
  private static final String HEX = "0123456789abcdef";

  private Printable() {}

  /**
   * Text of any script: letters and signs stay, everything without a shape of its own is escaped.
   */
  public static String escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '\\') {
        return escapeFrom(text, i);
      }
    }
    return text;
  }

  /**
   * Text that ought to be printable ASCII without spaces: host names, ALPN protocols. Everything
   * else is escaped, so that no name can pass for words of ours.
   */
  public static String name(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isNameCharacter(text.charAt(i))) {
        return nameFrom(text, i);
      }
    }
    return text;
  }

  private static boolean isNameCharacter(char c) {
    return c > ' ' && c <= '~' && c != '\\';
  }

  private static String nameFrom(String text, int clean) {
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, clean);
    for (int i = clean; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isNameCharacter(c)) {
        out.append(c);
      } else {
        appendEscaped(c, out);
      }
    }
    return out.toString();
  }

  private static String escapeFrom(String text, int clean) {
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, clean);
    for (int i = clean; i < text.length(); ) {
      int c = text.codePointAt(i);
      int units = Character.charCount(c);
      if (c != '\\' && (c >= ' ' && c <= '~' || hasShape(c))) {
        out.appendCodePoint(c);
      } else {
        for (int unit = i; unit < i + units; unit++) {
          appendEscaped(text.charAt(unit), out);
        }
      }
      i += units;
    }
    return out.toString();
  }

  /** Combining marks have none: enough of them cover the lines above. */
  private static boolean hasShape(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.DASH_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.CONNECTOR_PUNCTUATION,
          Character.INITIAL_QUOTE_PUNCTUATION,
          Character.FINAL_QUOTE_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.MODIFIER_SYMBOL,
          Character.OTHER_SYMBOL ->
          !isBlank(codePoint);
      default -> false;
    };
  }

  /** Letters and symbols that print as nothing, or as a space: Hangul fillers, braille blank. */
  private static boolean isBlank(int codePoint) {
    return codePoint == 0x115f
        || codePoint == 0x1160
        || codePoint == 0x3164
        || codePoint == 0xffa0
        || codePoint == 0x2800;
  }

  private static void appendEscaped(char c, StringBuilder out) {
    if (c == '\\') {
      out.append("\\\\");
      return;
    }
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt(c >> shift & 0xf));
    }
  }

  /** Columns of a terminal that an escaped text takes: two for the wide scripts of East Asia. */
  public static int width(String text) {
    int width = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x1100) {
        width += wide(c) ? 1 : 0; // a supplementary character has two units: two columns already
      }
    }
    return width;
  }

  private static boolean wide(char c) {
    return c <= 0x115f
        || c >= 0x2e80 && c <= 0xa4cf
        || c >= 0xac00 && c <= 0xd7a3
        || c >= 0xf900 && c <= 0xfaff
        || c >= 0xfe30 && c <= 0xfe6f
        || c >= 0xff00 && c <= 0xff60
        || c >= 0xffe0 && c <= 0xffe6;
  }

  /** At most {@code columns} wide, with {@code mark} in the middle where something was left out. */
  public static String shorten(String text, int columns, String mark) {
    if (text.length() <= columns && width(text) <= columns) {
      return text;
    }
    int room = columns - mark.length();
    if (room <= 0) {
      return mark.substring(0, Math.min(mark.length(), Math.max(columns, 0)));
    }
    String head = headOf(text, room / 2);
    return head + mark + tailOf(text, room - width(head));
  }

  /** At most {@code columns} wide, with {@code mark} at the end where something was left out. */
  public static String cut(String text, int columns, String mark) {
    if (text.length() <= columns && width(text) <= columns) {
      return text;
    }
    return headOf(text, Math.max(0, columns - mark.length())) + mark;
  }

  private static String headOf(String text, int columns) {
    int end = 0;
    for (int used = 0; end < text.length(); ) {
      int units = Character.charCount(text.codePointAt(end));
      used += width(text.substring(end, end + units));
      if (used > columns) {
        break;
      }
      end += units;
    }
    return text.substring(0, end);
  }

  private static String tailOf(String text, int columns) {
    int start = text.length();
    for (int used = 0; start > 0; ) {
      int units = Character.charCount(text.codePointBefore(start));
      used += width(text.substring(start - units, start));
      if (used > columns) {
        break;
      }
      start -= units;
    }
    return text.substring(start);
  }
}
