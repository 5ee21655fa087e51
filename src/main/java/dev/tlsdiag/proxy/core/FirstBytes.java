package dev.tlsdiag.proxy.core;

import java.nio.ByteBuffer;

/** What a client's first bytes say it speaks. */
public enum FirstBytes {
  /** Too few to tell. */
  UNDECIDED,
  /** A TLS record of type handshake (RFC 8446 section 5.1). */
  TLS,
  /** A request line (RFC 9112 section 3), or the preface of HTTP/2 (RFC 9113 section 3.4). */
  HTTP,
  /** Anything else. */
  OTHER;

  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;
  private static final int LONGEST_METHOD = 24;

  /** Looks at the bytes from the buffer's position on; the buffer is left as it was. */
  public static FirstBytes of(ByteBuffer bytes) {
    int start = bytes.position();
    int length = bytes.remaining();
    if (length == 0) {
      return UNDECIDED;
    }
    if (bytes.get(start) == HANDSHAKE) {
      if (length == 1) {
        return UNDECIDED;
      }
      return bytes.get(start + 1) == MAJOR_VERSION ? TLS : OTHER;
    }
    for (int i = 0; i < length; i++) {
      int c = bytes.get(start + i);
      boolean inMethod = c >= 'A' && c <= 'Z' || c == '-' || c == '_';
      if (!inMethod) {
        return c == ' ' && i > 0 ? HTTP : OTHER;
      }
      if (i == LONGEST_METHOD) {
        return OTHER;
      }
    }
    return UNDECIDED;
  }
}
