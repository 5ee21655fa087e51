package dev.tlsdiag.track;

import dev.tlsdiag.tls.ContentType;
import dev.tlsdiag.wire.Bytes;

/**
 * A DTLS record (RFC 6347 section 4.1), or one with the unified header of DTLS 1.3 (RFC 9147
 * section 4).
 *
 * @param type the content type; {@link #UNIFIED} where it is encrypted with the rest
 * @param version the record version; 0 of a unified header
 * @param epoch of a unified header its two lowest bits
 * @param body as captured; all that is left of the datagram where the length cannot be known
 * @param end after the record, in bytes from the start of the payload
 */
record DtlsRecord(int type, int version, int epoch, Bytes body, int end) {
  static final int UNIFIED = 0x20;

  private static final int HEADER_BYTES = 13;
  private static final int LENGTH_AT = 11;
  private static final int CONNECTION_ID_BIT = 0x10;
  private static final int LONG_SEQUENCE_BIT = 0x08;
  private static final int LENGTH_BIT = 0x04;
  private static final int EPOCH_BITS = 0x03;

  /** Whether a byte starts a unified header. */
  static boolean unified(int first) {
    return (first & 0xe0) == UNIFIED;
  }

  /** The versions on the wire; 0x0100 was sent by OpenSSL before 0.9.8f. */
  static boolean knownVersion(int version) {
    return version == 0xfeff || version == 0xfefd || version == 0xfefc || version == 0x0100;
  }

  static boolean knownType(int type) {
    return type >= ContentType.CHANGE_CIPHER_SPEC && type <= ContentType.ACK;
  }

  /**
   * Reads the record at {@code at}; null where none starts there, or where less than its header was
   * captured. A record that the capture cut off has what there is of its body.
   */
  static DtlsRecord at(Bytes payload, int at) {
    int left = payload.length() - at;
    if (left <= 0) {
      return null;
    }
    int type = payload.u8(at);
    if (unified(type)) {
      return unified(payload, at, type);
    }
    if (left < HEADER_BYTES || !knownType(type) || !knownVersion(payload.u16(at + 1))) {
      return null;
    }
    int epoch = payload.u16(at + 3);
    int body = at + HEADER_BYTES;
    int length =
        type == ContentType.TLS12_CID // a connection ID of unknown length comes before the length
            ? left - HEADER_BYTES
            : Math.min(payload.u16(at + LENGTH_AT), left - HEADER_BYTES);
    return new DtlsRecord(
        type, payload.u16(at + 1), epoch, payload.slice(body, length), body + length);
  }

  private static DtlsRecord unified(Bytes payload, int at, int first) {
    int length = payload.length() - at - 1;
    int header = 1;
    if ((first & CONNECTION_ID_BIT) == 0 && (first & LENGTH_BIT) != 0) {
      int lengthAt = at + ((first & LONG_SEQUENCE_BIT) != 0 ? 3 : 2);
      if (lengthAt + 2 > payload.length()) {
        return null;
      }
      header = lengthAt + 2 - at;
      length = Math.min(payload.u16(lengthAt), payload.length() - at - header);
    }
    int body = at + header;
    return new DtlsRecord(
        UNIFIED, 0, first & EPOCH_BITS, payload.slice(body, length), body + length);
  }
}
