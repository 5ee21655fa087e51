package dev.tlsdiag.track;

import dev.tlsdiag.tcp.StreamBuffer;

/**
 * Takes the packet headers of the Tabular Data Stream protocol out of a stream: before TDS 8 the
 * TLS handshake travels in pre-login packets, and a record may go on in the next one ([MS-TDS]
 * sections 2.2.3.1 and 3.2.5.2). The first packet of another kind ends it; then TLS is bare.
 */
final class TdsUnwrapper {
  static final int HEADER = 8;

  /** Packet types: the client's pre-login, also used for TLS both ways, and a server's answer. */
  private static final int PRE_LOGIN = 0x12;

  private static final int TABULAR_RESULT = 0x04;

  private final StreamBuffer buffer;

  /** Index where the next header stands. */
  private int next;

  private boolean over;

  /**
   * @param next index of the first header to take out
   */
  TdsUnwrapper(StreamBuffer buffer, int next) {
    this.buffer = buffer;
    this.next = next;
  }

  /**
   * The length of the client's first packet where {@code b[0, end)} begins with one, or 0: a
   * pre-login whose first option is its version (section 2.2.6.5).
   */
  static int preLoginLength(byte[] b, int end) {
    if (end < HEADER + 1 || b[0] != PRE_LOGIN || b[1] != 1 || b[HEADER] != 0) {
      return 0;
    }
    return lengthAt(b, 0);
  }

  /** Whether {@code b} has a header at {@code at}, as far as {@code end} lets one tell. */
  static boolean headerAt(byte[] b, int at, int end) {
    return end - at >= 1
        && (b[at] == PRE_LOGIN || b[at] == TABULAR_RESULT)
        && (end - at < 2 || (b[at + 1] & 0xfe) == 0)
        && (end - at < 4 || lengthAt(b, at) > HEADER);
  }

  private static int lengthAt(byte[] b, int at) {
    return (b[at + 2] & 0xff) << 8 | b[at + 3] & 0xff;
  }

  /**
   * Takes out the headers that are whole.
   *
   * @return the index up to which the stream is free of headers
   */
  int unwrap() {
    while (!over && next < buffer.length()) {
      int end = buffer.length();
      if (!headerAt(buffer.array(), next, end)) {
        over = true;
      } else if (end - next < HEADER) {
        return next;
      } else {
        int payload = lengthAt(buffer.array(), next) - HEADER;
        buffer.cut(next, HEADER);
        next += payload;
      }
    }
    return over ? buffer.length() : Math.min(next, buffer.length());
  }

  /** The first {@code size} bytes of the buffer were forgotten. */
  void discarded(int size) {
    next -= size;
  }
}
