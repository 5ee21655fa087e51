package dev.tlsdiag.quic;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * One packet with a long header (RFC 9000 section 17.2); a datagram may hold several.
 *
 * @param start of the packet, in bytes from the start of the datagram
 * @param packetNumberOffset of the protected packet number, as {@code start}; the packet's end
 *     where it has none (Retry, Version Negotiation)
 * @param end after the packet, as {@code start}; beyond the datagram where the capture cut it off
 */
public record LongPacket(
    QuicVersion version,
    Type type,
    Bytes destinationId,
    Bytes sourceId,
    int start,
    int packetNumberOffset,
    int end) {

  /** The longest connection ID of versions 1 and 2. */
  static final int MAX_ID = 20;

  /** The packet types of RFC 9000 table 5, and Version Negotiation. */
  public enum Type {
    INITIAL,
    ZERO_RTT,
    HANDSHAKE,
    RETRY,
    VERSION_NEGOTIATION
  }

  private static final Type[] BY_BITS = {Type.INITIAL, Type.ZERO_RTT, Type.HANDSHAKE, Type.RETRY};

  public LongPacket {
    requireNonNull(version, "version is null");
    requireNonNull(type, "type is null");
    requireNonNull(destinationId, "destinationId is null");
    requireNonNull(sourceId, "sourceId is null");
  }

  /** Whether {@code firstByte} begins a long header (RFC 8999 section 5.1). */
  public static boolean isLongHeader(int firstByte) {
    return (firstByte & 0x80) != 0;
  }

  /**
   * Reads the header of the packet that starts at {@code start}.
   *
   * @throws MalformedMessageException where it ends too early, has a connection ID of more than 20
   *     bytes, or does not start with a long header
   */
  public static LongPacket parse(byte[] datagram, int start) throws MalformedMessageException {
    WireReader in = new WireReader(datagram, start, datagram.length);
    int first = in.u8("first_byte");
    if (!isLongHeader(first)) {
      throw in.malformed("first_byte", "header form is not long");
    }
    QuicVersion version = new QuicVersion((int) in.u32("version"));
    Bytes destinationId = connectionId(in, "destination_connection_id");
    Bytes sourceId = connectionId(in, "source_connection_id");
    Type type = type(version, first);
    int end = datagram.length;
    int number = end;
    if (type != Type.RETRY && type != Type.VERSION_NEGOTIATION) {
      if (type == Type.INITIAL) {
        long tokenLength = in.varint("token_length");
        in.skip((int) Math.min(tokenLength, Integer.MAX_VALUE), "token");
      }
      long length = in.varint("length");
      number = start + in.offset();
      end = (int) Math.min(number + length, Integer.MAX_VALUE);
    }
    return new LongPacket(version, type, destinationId, sourceId, start, number, end);
  }

  private static Bytes connectionId(WireReader in, String field) throws MalformedMessageException {
    int length = in.u8(field + ".length");
    if (length > MAX_ID) {
      throw in.malformed(field, "length %d is above the maximum %d".formatted(length, MAX_ID));
    }
    return in.bytes(length, field);
  }

  private static Type type(QuicVersion version, int first) {
    if (version.code() == 0) {
      return Type.VERSION_NEGOTIATION;
    }
    int bits = first >> 4 & 3;
    return BY_BITS[version.secondVersion() ? bits - 1 & 3 : bits]; // RFC 9369 section 3.2
  }
}
