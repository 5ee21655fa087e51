package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Hex;

/** What the open enumerations of the wire have in common: GREASE and their text. */
final class WireCode {
  static final String GREASE = "GREASE";

  private WireCode() {}

  /** {@code {0x0A,0x0A}, {0x1A,0x1A} … {0xFA,0xFA}} (RFC 8701 section 2). */
  static boolean isGrease(int code) {
    return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
  }

  /** Four digits, of a three-byte code six: {@code 0x1301}. */
  static String hex(int code) {
    return code > 0xffff ? "0x" + String.format("%06x", code) : "0x" + Hex.u16(code);
  }
}
