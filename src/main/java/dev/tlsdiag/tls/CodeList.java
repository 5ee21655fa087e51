package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

/** A vector of fixed-size codes as an immutable list that makes its elements when asked for one. */
final class CodeList<T> extends AbstractList<T> implements RandomAccess {
  private final Bytes bytes;
  private final int width;
  private final IntFunction<T> make;

  /**
   * @param bytes the elements one after the other; a piece left over at the end is not seen
   * @param width bytes of an element, 1 to 3
   */
  CodeList(Bytes bytes, int width, IntFunction<T> make) {
    this.bytes = bytes;
    this.width = width;
    this.make = make;
  }

  @Override
  public T get(int index) {
    Objects.checkIndex(index, size());
    int code = 0;
    for (int i = index * width; i < (index + 1) * width; i++) {
      code = code << 8 | bytes.u8(i);
    }
    return make.apply(code);
  }

  @Override
  public int size() {
    return bytes.length() / width;
  }
}
