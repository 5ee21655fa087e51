package dev.tlsdiag.wire;

/**
 * Reads big-endian fields from a run of bytes and checks every bound in one place.
 *
 * <p>A child reader ({@link #sub}, {@link #vector8} …) keeps the offsets of the whole message, so
 * that an error names the byte a hex dump shows.
 */
public final class WireReader {
  private final byte[] message;
  private final int base;
  private final int end;
  private int position;

  public WireReader(byte[] message) {
    this(message, 0, message.length);
  }

  /** Reads {@code message[start, end)}; offsets in errors count from {@code start}. */
  public WireReader(byte[] message, int start, int end) {
    this(message, start, start, end);
    java.util.Objects.checkFromToIndex(start, end, message.length);
  }

  private WireReader(byte[] message, int base, int position, int end) {
    this.message = message;
    this.base = base;
    this.position = position;
    this.end = end;
  }

  public int remaining() {
    return end - position;
  }

  public boolean hasRemaining() {
    return position < end;
  }

  /** Bytes from the start of the message to the next unread one. */
  public int offset() {
    return position - base;
  }

  public int u8(String field) throws MalformedMessageException {
    require(1, field);
    return message[position++] & 0xff;
  }

  public int u16(String field) throws MalformedMessageException {
    require(2, field);
    int value = (message[position] & 0xff) << 8 | message[position + 1] & 0xff;
    position += 2;
    return value;
  }

  public int u24(String field) throws MalformedMessageException {
    require(3, field);
    return u8(field) << 16 | u16(field);
  }

  public long u32(String field) throws MalformedMessageException {
    require(4, field);
    return (long) u16(field) << 16 | u16(field);
  }

  public long u64(String field) throws MalformedMessageException {
    require(8, field);
    return u32(field) << 32 | u32(field);
  }

  /** A variable-length integer of QUIC (RFC 9000 section 16). */
  public long varint(String field) throws MalformedMessageException {
    require(1, field);
    int size = 1 << ((message[position] & 0xff) >> 6);
    require(size, field);
    long value = message[position++] & 0x3f;
    for (int i = 1; i < size; i++) {
      value = value << 8 | message[position++] & 0xff;
    }
    return value;
  }

  public Bytes bytes(int length, String field) throws MalformedMessageException {
    require(length, field);
    Bytes taken = length == 0 ? Bytes.EMPTY : Bytes.wrap(message, position, length);
    position += length;
    return taken;
  }

  /** All that is left. */
  public Bytes rest() {
    Bytes taken = remaining() == 0 ? Bytes.EMPTY : Bytes.wrap(message, position, remaining());
    position = end;
    return taken;
  }

  public void skip(int length, String field) throws MalformedMessageException {
    require(length, field);
    position += length;
  }

  /** A reader of the next {@code length} bytes, which this one passes over. */
  public WireReader sub(int length, String field) throws MalformedMessageException {
    require(length, field);
    position += length;
    return new WireReader(message, base, position - length, position);
  }

  /** Reads a vector with a one-byte length, {@code field<min..2^8-1>} (RFC 8446 section 3.4). */
  public WireReader vector8(int min, String field) throws MalformedMessageException {
    return vector(length(1, field), min, field);
  }

  /** Reads a vector with a two-byte length, {@code field<min..2^16-1>} (RFC 8446 section 3.4). */
  public WireReader vector16(int min, String field) throws MalformedMessageException {
    return vector(length(2, field), min, field);
  }

  /** Reads a vector with a three-byte length, {@code field<min..2^24-1>} (RFC 8446 section 3.4). */
  public WireReader vector24(int min, String field) throws MalformedMessageException {
    return vector(length(3, field), min, field);
  }

  private int length(int size, String field) throws MalformedMessageException {
    if (size > remaining()) {
      // The name is put together only here: vectors are read a million times in a large capture.
      require(size, field + ".length");
    }
    int length = 0;
    for (int i = 0; i < size; i++) {
      length = length << 8 | message[position++] & 0xff;
    }
    return length;
  }

  private WireReader vector(int length, int min, String field) throws MalformedMessageException {
    if (length < min) {
      throw malformed(field, "length %d is below the minimum %d".formatted(length, min));
    }
    return sub(length, field);
  }

  public void expectEnd(String field) throws MalformedMessageException {
    if (position != end) {
      throw malformed(field, "%d bytes left over".formatted(end - position));
    }
  }

  /** For the caller to throw: {@code problem} at the current offset. */
  public MalformedMessageException malformed(String field, String problem) {
    return new MalformedMessageException(field, offset(), problem);
  }

  private void require(int length, String field) throws MalformedMessageException {
    if (length > end - position) {
      throw malformed(field, "needs %d bytes, %d left".formatted(length, end - position));
    }
  }
}
