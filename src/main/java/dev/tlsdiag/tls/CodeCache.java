package dev.tlsdiag.tls;

import java.util.function.IntFunction;

/**
 * One instance for each two-byte code, made when first asked for.
 *
 * <p>Any thread may use it: the values are immutable records, so two threads that make the same one
 * do no harm.
 */
final class CodeCache<T> {
  private static final int PAGE = 0x100;

  private final IntFunction<T> make;
  private final Object[][] pages = new Object[0x100][];

  CodeCache(IntFunction<T> make) {
    this.make = make;
  }

  @SuppressWarnings("unchecked") // only make fills the pages
  T of(int code) {
    if (code < 0 || code > 0xffff) {
      return make.apply(code);
    }
    Object[] page = pages[code / PAGE];
    if (page == null) {
      page = new Object[PAGE];
      pages[code / PAGE] = page;
    }
    Object value = page[code % PAGE];
    if (value == null) {
      value = make.apply(code);
      page[code % PAGE] = value;
    }
    return (T) value;
  }
}
