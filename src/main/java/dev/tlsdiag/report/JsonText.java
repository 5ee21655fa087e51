package dev.tlsdiag.report;

import dev.tlsdiag.wire.Bytes;

/**
 * Writes JSON (RFC 8259) in one pass, in ASCII: every character outside it is escaped, so that the
 * text is also safe to look at in a terminal. The caller keeps the structure right.
 */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private final TextBuffer out;
  private boolean first = true;

  public JsonText(TextBuffer out) {
    this.out = out;
  }

  public JsonText open(char bracket) {
    comma();
    out.add(bracket);
    first = true;
    return this;
  }

  public JsonText close(char bracket) {
    out.add(bracket);
    first = false;
    return this;
  }

  /** The key of the value that comes next; {@code name} needs no escaping. */
  public JsonText key(String name) {
    out.quoted(first ? "\"" : ",\"", name, "\":");
    first = true; // no comma between a key and its value
    return this;
  }

  public JsonText string(String text) {
    int plain = plainPrefix(text);
    if (plain == text.length()) {
      return token(text);
    }
    comma();
    out.add('"').ascii(text.substring(0, plain));
    for (int i = plain; i < text.length(); i++) {
      escape(text.charAt(i));
    }
    out.add('"');
    return this;
  }

  private static int plainPrefix(String text) {
    int end = 0;
    while (end < text.length() && isPlain(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.ascii("\\\"");
      case '\\' -> out.ascii("\\\\");
      case '\n' -> out.ascii("\\n");
      case '\r' -> out.ascii("\\r");
      case '\t' -> out.ascii("\\t");
      default -> {
        if (isPlain(c)) {
          out.add(c);
        } else {
          out.ascii("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            out.add(HEX.charAt(c >> shift & 0xf));
          }
        }
      }
    }
  }

  /** Text of our own that needs no escaping: labels, digits. */
  public JsonText token(String ascii) {
    out.quoted(first ? "\"" : ",\"", ascii, "\"");
    first = false;
    return this;
  }

  public JsonText hex(Bytes bytes) {
    comma();
    out.add('"').hex(bytes).add('"');
    return this;
  }

  /** A wire value as {@code "0x1301"}. */
  public JsonText code(int value) {
    out.quotedCode(!first, value);
    first = false;
    return this;
  }

  /** As {@link #code}, with at least six digits: a cipher spec of SSL 2.0. */
  public JsonText code24(int value) {
    return token(String.format("0x%06x", value));
  }

  public JsonText number(long value) {
    comma();
    out.number(value);
    return this;
  }

  /** A finite number, as Java writes it: that is JSON, too. */
  public JsonText number(double value) {
    comma();
    out.ascii(Double.toString(value));
    return this;
  }

  /** Milliseconds with as many decimals as the nanoseconds need. */
  public JsonText millis(long nanos) {
    comma();
    long rest = nanos;
    if (rest < 0) {
      out.add('-');
      rest = -rest;
    }
    out.number(rest / 1_000_000);
    long fraction = rest % 1_000_000;
    if (fraction != 0) {
      int digits = 6;
      while (fraction % 10 == 0) {
        fraction /= 10;
        digits--;
      }
      out.add('.').number(fraction, digits);
    }
    return this;
  }

  public JsonText bool(boolean value) {
    comma();
    out.ascii(value ? "true" : "false");
    return this;
  }

  private void comma() {
    if (!first) {
      out.add(',');
    }
    first = false;
  }

  /** The caller wrote the value of the last key itself. */
  public void written() {
    first = false;
  }

  /** Nothing was written before: no comma comes first. */
  public void restart() {
    first = true;
  }
}
