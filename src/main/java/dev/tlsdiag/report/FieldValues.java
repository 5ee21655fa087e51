package dev.tlsdiag.report;

import dev.tlsdiag.tls.Fingerprints;
import dev.tlsdiag.wire.Bytes;

/** The values of one field of one handshake, with a comma between them, as tshark prints them. */
final class FieldValues {
  private static final String HEX = "0123456789abcdef";

  private final TextBuffer out;
  private final Fingerprints fingerprints = new Fingerprints();
  private int count;

  FieldValues(TextBuffer out) {
    this.out = out;
  }

  /** The next field begins. */
  void begin() {
    count = 0;
  }

  FieldValues number(long value) {
    separator();
    out.number(value);
    return this;
  }

  FieldValues code(int value) {
    separator();
    out.hexCode(value);
    return this;
  }

  /** {@code 0x} and eight digits. */
  FieldValues code32(int value) {
    separator();
    out.ascii("0x");
    for (int shift = 28; shift >= 0; shift -= 4) {
      out.add(HEX.charAt(value >>> shift & 0xf));
    }
    return this;
  }

  /** Nothing at all where there are no bytes. */
  FieldValues hex(Bytes bytes) {
    if (!bytes.isEmpty()) {
      separator();
      out.hex(bytes);
    }
    return this;
  }

  /** Text of our own. */
  FieldValues token(String ascii) {
    separator();
    out.ascii(ascii);
    return this;
  }

  /** Text of a peer: a tab or a line break must not make a column or a row. */
  FieldValues peer(String text) {
    separator();
    out.text(Printable.escape(text));
    return this;
  }

  /** For the fields that are made of many. */
  Fingerprints fingerprints() {
    return fingerprints;
  }

  private void separator() {
    if (count++ > 0) {
      out.add(',');
    }
  }

  TextBuffer buffer() {
    separator();
    return out;
  }
}
