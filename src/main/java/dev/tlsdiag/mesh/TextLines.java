package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Cuts a text that comes in pieces of any size into lines. A line that is longer than allowed is
 * given cut: its reader finds it unreadable, and the next one is whole again.
 */
public final class TextLines {
  /** Longer lines are not written by any of the programs we read. */
  public static final int LONGEST = 4 << 20;

  private final LineReader reader;
  private final int longest;
  private byte[] held = new byte[8192];
  private int heldLength;
  private long number;

  public TextLines(LineReader reader) {
    this(reader, LONGEST);
  }

  TextLines(LineReader reader, int longest) {
    this.reader = requireNonNull(reader, "reader is null");
    this.longest = longest;
  }

  /** The next piece. */
  public void onBytes(byte[] buffer, int from, int to) {
    int start = from;
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        if (heldLength == 0) {
          give(buffer, start, i);
        } else {
          hold(buffer, start, i);
          give(held, 0, heldLength);
          heldLength = 0;
        }
        start = i + 1;
      }
    }
    hold(buffer, start, to);
  }

  /** There is no further piece. */
  public void onEnd() {
    if (heldLength > 0) {
      give(held, 0, heldLength);
      heldLength = 0;
    }
    reader.onEnd();
  }

  private void give(byte[] buffer, int from, int to) {
    number++;
    int end = to > from && buffer[to - 1] == '\r' ? to - 1 : to;
    reader.onLine(buffer, from, Math.min(end, from + longest), number);
  }

  private void hold(byte[] buffer, int from, int to) {
    int length = Math.min(to - from, longest - heldLength);
    if (length <= 0) {
      return;
    }
    if (heldLength + length > held.length) {
      held = Arrays.copyOf(held, Math.max(heldLength + length, Math.min(longest, held.length * 2)));
    }
    System.arraycopy(buffer, from, held, heldLength, length);
    heldLength += length;
  }
}
