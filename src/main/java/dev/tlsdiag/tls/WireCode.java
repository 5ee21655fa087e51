package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Hex;

/** A value of an open enumeration of the wire: any number is legal, some have names. */
public interface WireCode {
  String GREASE = "GREASE";

  /** The value on the wire. */
  int code();

  /** The name IANA registered, {@code GREASE}, or where there is none the hex value. */
  String name();

  /** As {@code 0x1301}. */
  default String hex() {
    return hex(code());
  }

  /** Whether the value is reserved to keep receivers tolerant (RFC 8701 section 2). */
  default boolean isGrease() {
    return isGrease(code());
  }

  /** {@code {0x0A,0x0A}, {0x1A,0x1A} … {0xFA,0xFA}} (RFC 8701 section 2). */
  static boolean isGrease(int code) {
    return (code & 0x0f0f) == 0x0a0a && code >> 8 == (code & 0xff);
  }

  /** Of ALPN protocols: the same two bytes (RFC 8701 section 2). */
  static boolean isGrease(String protocol) {
    return protocol.length() == 2 && isGrease(protocol.charAt(0) << 8 | protocol.charAt(1));
  }

  /** Four digits, of a three-byte code six: {@code 0x1301}. */
  static String hex(int code) {
    return code > 0xffff ? "0x" + String.format("%06x", code) : "0x" + Hex.u16(code);
  }
}
