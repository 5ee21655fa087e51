package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Reads fields and writes a row for each. Whatever a group does not read, or cannot, gets a row
 * too, so that the rows cover every byte.
 */
final class OutlineReader {
  /** Reads the fields of a group; an exception ends the group, not the outline. */
  interface Fields {
    void read(OutlineReader in) throws MalformedMessageException;
  }

  private final Bytes message;
  private final List<OutlineRow> rows = new ArrayList<>();
  private int position;
  private int end;
  private int depth;

  OutlineReader(Bytes message) {
    this.message = message;
    this.end = message.length();
  }

  List<OutlineRow> rows() {
    return List.copyOf(rows);
  }

  int remaining() {
    return end - position;
  }

  boolean hasRemaining() {
    return position < end;
  }

  /** The unread byte at that distance, or -1 past the end. */
  int peek(int distance) {
    return distance < remaining() ? message.u8(position + distance) : -1;
  }

  Bytes rest() {
    return message.slice(position, remaining());
  }

  int u8(String label, IntFunction<String> value) throws MalformedMessageException {
    return number(1, label, value);
  }

  int u16(String label, IntFunction<String> value) throws MalformedMessageException {
    return number(2, label, value);
  }

  int u24(String label, IntFunction<String> value) throws MalformedMessageException {
    return number(3, label, value);
  }

  private int number(int size, String label, IntFunction<String> value)
      throws MalformedMessageException {
    require(size, label);
    int number = 0;
    for (int i = 0; i < size; i++) {
      number = number << 8 | message.u8(position + i);
    }
    add(size, label, value.apply(number));
    position += size;
    return number;
  }

  /** A variable-length integer of QUIC (RFC 9000 section 16). */
  long varint(String label, Function<Long, String> value) throws MalformedMessageException {
    require(1, label);
    int size = 1 << (message.u8(position) >> 6);
    require(size, label);
    long number = message.slice(position, size).reader().varint(label);
    add(size, label, value.apply(number));
    position += size;
    return number;
  }

  /** One row of that many bytes. */
  void bytes(int length, String label, Function<Bytes, String> value)
      throws MalformedMessageException {
    require(length, label);
    add(length, label, value.apply(message.slice(position, length)));
    position += length;
  }

  void rest(String label, Function<Bytes, String> value) throws MalformedMessageException {
    bytes(remaining(), label, value);
  }

  /** A vector with a length of {@code lengthSize} bytes as a group: the length, then its fields. */
  void vector(int lengthSize, String label, String value, Fields fields)
      throws MalformedMessageException {
    require(lengthSize, label + ".length");
    int length = lengthSize;
    int announced = 0;
    for (int i = 0; i < lengthSize; i++) {
      announced = announced << 8 | message.u8(position + i);
    }
    length += announced;
    group(
        Math.min(length, remaining()),
        label,
        value,
        in -> {
          int declared = in.number(lengthSize, "length", Integer::toString);
          if (declared > in.remaining()) {
            throw in.malformed(
                label, "needs %d bytes, %d left".formatted(declared, in.remaining()));
          }
          fields.read(in);
        });
  }

  /** A vector whose content is one row, which also shows its length. */
  void opaque(int lengthSize, String label, Function<Bytes, String> value)
      throws MalformedMessageException {
    vector(lengthSize, label, "", in -> in.rest("value", value));
  }

  /** A row for the next {@code length} bytes, with the rows of its fields below. */
  void group(int length, String label, String value, Fields fields)
      throws MalformedMessageException {
    require(length, label);
    add(length, label, value);
    int outerEnd = end;
    end = position + length;
    depth++;
    try {
      fields.read(this);
      if (hasRemaining()) {
        add(remaining(), "left over", Vectors.bytes(remaining()));
      }
    } catch (MalformedMessageException e) {
      if (hasRemaining()) {
        add(remaining(), "malformed", e.getMessage());
      }
    }
    depth--;
    position = end;
    end = outerEnd;
  }

  MalformedMessageException malformed(String label, String problem) {
    return new MalformedMessageException(label, position, problem);
  }

  private void add(int length, String label, String value) {
    rows.add(new OutlineRow(position, length, depth, label, value));
  }

  private void require(int length, String label) throws MalformedMessageException {
    if (length > remaining()) {
      throw malformed(label, "needs %d bytes, %d left".formatted(length, remaining()));
    }
  }
}
