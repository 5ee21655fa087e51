package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * Blackens the values of header fields that authenticate, in bytes that go in the clear: a CONNECT
 * with its Proxy-Authorization, a request without TLS. Lengths stay, so packets stay as they were.
 * One for each direction of a connection, told all its bytes in order.
 */
public final class ClearSecrets {
  private static final byte BLACK = '*';
  private static final byte TLS_HANDSHAKE = 22; // no line of text begins with this byte
  private static final int LONGEST_NAME = 64;

  private enum In {
    /** A field's name, or the start of any other line. */
    NAME,
    /** A value that may be seen, or a line that is no field. */
    REST,
    SECRET,
    /** TLS, to the end of the connection. */
    TLS
  }

  private final Redaction redaction;
  private final byte[] name = new byte[LONGEST_NAME];
  private int length;
  private In state;

  public ClearSecrets(Redaction redaction) {
    this.redaction = requireNonNull(redaction, "redaction is null");
    state = redaction.active() ? In.NAME : In.TLS;
  }

  /** Changes the next bytes in place. */
  public void mask(byte[] bytes) {
    mask(bytes, 0, bytes.length);
  }

  /** Changes the next bytes in place. */
  public void mask(byte[] bytes, int from, int to) {
    for (int i = from; i < to && state != In.TLS; i++) {
      byte each = bytes[i];
      if (each == '\n') {
        state = In.NAME;
        length = 0;
        continue;
      }
      switch (state) {
        case NAME -> name(each);
        case SECRET -> bytes[i] = each == ' ' || each == '\r' ? each : BLACK;
        case REST, TLS -> {}
      }
    }
  }

  private void name(byte each) {
    if (length == 0 && each == TLS_HANDSHAKE) {
      state = In.TLS;
    } else if (each == ':') {
      state = isSecret() ? In.SECRET : In.REST;
    } else if (length == LONGEST_NAME || each <= ' ') {
      state = each == '\r' ? In.NAME : In.REST;
    } else {
      name[length++] = each;
    }
  }

  private boolean isSecret() {
    String field = new String(name, 0, length, StandardCharsets.US_ASCII);
    return !redaction.value(field, "a=b").equals("a=b");
  }
}
