package dev.tlsdiag.track;

import java.nio.ByteBuffer;

/** Recognises the start of TLS in bytes that may be anything. */
final class HelloPattern {
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  static final int HEARTBEAT = 24;

  /** RFC 5246 section 6.2.3: a protected fragment has at most 2^14 + 2048 bytes. */
  static final int MAX_RECORD = (1 << 14) + 2048;

  private HelloPattern() {}

  /** The answer where the bytes at hand decide. */
  enum Match {
    YES,
    NO,
    /** What is there fits, and more bytes are needed. */
    MORE
  }

  /** A record that carries the start of a ClientHello: at least its first six bytes fit. */
  static Match clientHelloRecord(byte[] bytes, int at, int end) {
    return handshakeRecord(bytes, at, end, 1);
  }

  /** A record that carries the start of a handshake message of {@code messageType}. */
  static Match handshakeRecord(byte[] b, int at, int end, int messageType) {
    int left = end - at;
    if (left < 1) {
      return Match.MORE;
    }
    if (b[at] != HANDSHAKE || left > 1 && b[at + 1] != 3 || left > 2 && (b[at + 2] & 0xff) > 4) {
      return Match.NO;
    }
    if (left > 4) {
      int length = (b[at + 3] & 0xff) << 8 | b[at + 4] & 0xff;
      if (length == 0 || length > MAX_RECORD) {
        return Match.NO;
      }
    }
    if (left < 6) {
      return Match.MORE;
    }
    if (b[at + 5] != messageType) {
      return Match.NO;
    }
    // handshake length below 128 KiB, and the legacy_version's major byte, where there
    if (left > 6 && b[at + 6] > 1 || left > 6 && b[at + 6] < 0) {
      return Match.NO;
    }
    int recordLength = (b[at + 3] & 0xff) << 8 | b[at + 4] & 0xff;
    if (left > 9 && recordLength > 4 && b[at + 9] != 3 && b[at + 9] != 0x7f) {
      return Match.NO;
    }
    return Match.YES;
  }

  /** A record with one alert in the clear (RFC 8446 section 6). */
  static Match alertRecord(byte[] b, int at, int end) {
    int left = end - at;
    boolean fits =
        left > 0
            && b[at] == ALERT
            && (left < 2 || b[at + 1] == 3)
            && (left < 3 || (b[at + 2] & 0xff) <= 4)
            && (left < 4 || b[at + 3] == 0)
            && (left < 5 || b[at + 4] == 2)
            && (left < 6 || b[at + 5] == 1 || b[at + 5] == 2);
    return !fits ? Match.NO : left < 6 ? Match.MORE : Match.YES;
  }

  /** The same test, stricter and without copying, for a packet in the middle of a connection. */
  static boolean clientHelloAt(ByteBuffer b, int at, int size) {
    return size >= 11
        && b.get(at) == HANDSHAKE
        && b.get(at + 1) == 3
        && (b.get(at + 2) & 0xff) <= 4
        && b.get(at + 5) == 1
        && (b.get(at + 6) & 0xff) <= 1
        && b.get(at + 9) == 3
        && (b.get(at + 10) & 0xff) <= 4;
  }

  /** An SSLv2-format CLIENT-HELLO (RFC 5246 appendix E.2, RFC 6101 appendix E). */
  static Match sslv2Hello(byte[] b, int at, int end) {
    int left = end - at;
    if (left < 1) {
      return Match.MORE;
    }
    if ((b[at] & 0x80) == 0 || left > 2 && b[at + 2] != 1) {
      return Match.NO;
    }
    if (left < 11) {
      return left > 3 && !sslVersion(b[at + 3] & 0xff, left > 4 ? b[at + 4] & 0xff : 2)
          ? Match.NO
          : Match.MORE;
    }
    int length = (b[at] & 0x7f) << 8 | b[at + 1] & 0xff;
    int specs = (b[at + 5] & 0xff) << 8 | b[at + 6] & 0xff;
    int session = (b[at + 7] & 0xff) << 8 | b[at + 8] & 0xff;
    int challenge = (b[at + 9] & 0xff) << 8 | b[at + 10] & 0xff;
    boolean fits =
        sslVersion(b[at + 3] & 0xff, b[at + 4] & 0xff)
            && specs > 0
            && specs % 3 == 0
            && challenge >= 8
            && challenge <= 32
            && (session == 0 || session == 16 || session == 32)
            && length == 9 + specs + session + challenge;
    return fits ? Match.YES : Match.NO;
  }

  /**
   * OpenVPN over TCP carries TLS in messages of its own, each behind a length of two bytes: its
   * first message resets hard, opcodes 7, 8 and 10 in the upper five bits. What looks like a
   * ClientHello in there cannot be read as a stream.
   */
  static boolean openVpn(byte[] b, int end) {
    int opcode = end < 3 ? 0 : (b[2] & 0xff) >> 3;
    return (opcode == 7 || opcode == 8 || opcode == 10)
        && b[0] == 0
        && (b[1] & 0xff) >= 14
        && (b[2] & 7) == 0;
  }

  private static boolean sslVersion(int major, int minor) {
    return major == 3 && minor <= 4 || major == 0 && minor == 2;
  }

  /** Whether five bytes are the header of a TLS record of any type. */
  static boolean recordHeader(byte[] b, int at) {
    int type = b[at] & 0xff;
    int length = (b[at + 3] & 0xff) << 8 | b[at + 4] & 0xff;
    return type >= CHANGE_CIPHER_SPEC
        && type <= HEARTBEAT
        && b[at + 1] == 3
        && (b[at + 2] & 0xff) <= 4
        && length <= MAX_RECORD
        && (length > 0 || type == APPLICATION_DATA);
  }
}
