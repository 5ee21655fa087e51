package dev.tlsdiag.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An immutable run of bytes with value equality; a slice shares its parent's array. */
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** A copy of {@code bytes}. */
  public static Bytes copyOf(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /** No copy: the caller gives {@code bytes} away and must not write to it again. */
  public static Bytes wrap(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes, 0, bytes.length);
  }

  /** No copy, as {@link #wrap(byte[])}. */
  public static Bytes wrap(byte[] bytes, int offset, int length) {
    return new Bytes(bytes, checkedOffset(bytes, offset, length), length);
  }

  private static int checkedOffset(byte[] bytes, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    return offset;
  }

  public static Bytes ofHex(String hex) {
    return wrap(Hex.parse(hex));
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /** The unsigned byte at {@code index}. */
  public int u8(int index) {
    java.util.Objects.checkIndex(index, length);
    return array[offset + index] & 0xff;
  }

  /** The unsigned big-endian 16-bit number at {@code index}. */
  public int u16(int index) {
    return u8(index) << 8 | u8(index + 1);
  }

  public Bytes slice(int from, int size) {
    java.util.Objects.checkFromIndexSize(from, size, length);
    return size == 0 ? EMPTY : new Bytes(array, offset + from, size);
  }

  /** At most the first {@code size} bytes. */
  public Bytes head(int size) {
    return slice(0, Math.min(size, length));
  }

  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** Copies {@code size} bytes from {@code from} on into {@code target}. */
  public void copyTo(int from, byte[] target, int at, int size) {
    java.util.Objects.checkFromIndexSize(from, size, length);
    System.arraycopy(array, offset + from, target, at, size);
  }

  /** A reader over these bytes whose offsets start at 0. */
  public WireReader reader() {
    return new WireReader(array, offset, offset + length);
  }

  public String toHex() {
    return Hex.of(array, offset, length);
  }

  /**
   * Each byte as the character of the same number: loses nothing, and is no decision on a charset.
   */
  public String latin1() {
    return new String(array, offset, length, StandardCharsets.ISO_8859_1);
  }

  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that
        && Arrays.equals(
            array, offset, offset + length, that.array, that.offset, that.offset + that.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return toHex();
  }
}
