package dev.tlsdiag.tcp;

/**
 * Arrays for stream bytes that go round instead of through the garbage collector: a capture has
 * tens of thousands of short streams. For one thread.
 */
public final class ArrayPool {
  private static final int SMALLEST_BITS = 11;
  private static final int CLASSES = 4; // 2 KiB to 16 KiB
  private static final int KEPT = 256;

  private final byte[][][] free = new byte[CLASSES][KEPT][];
  private final int[] count = new int[CLASSES];

  /** An array of at least {@code size} bytes with any content. */
  byte[] take(int size) {
    int kind = kind(size);
    if (kind >= CLASSES) {
      return new byte[size];
    }
    return count[kind] > 0 ? free[kind][--count[kind]] : new byte[1 << SMALLEST_BITS + kind];
  }

  /** Takes an array back; nobody may use it any more. */
  void give(byte[] array) {
    int kind = kind(array.length);
    if (kind < CLASSES && array.length == 1 << SMALLEST_BITS + kind && count[kind] < KEPT) {
      free[kind][count[kind]++] = array;
    }
  }

  private static int kind(int size) {
    return Math.max(0, 32 - Integer.numberOfLeadingZeros(size - 1 >> SMALLEST_BITS));
  }
}
