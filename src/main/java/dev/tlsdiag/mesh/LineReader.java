package dev.tlsdiag.mesh;

/**
 * Takes a text line by line and gives records to whoever it was made for. One per text; not
 * thread-safe. Its memory is bounded whatever the text's length.
 */
public interface LineReader {
  /**
   * A line.
   *
   * @param buffer belongs to the caller, who uses it again afterwards
   * @param from of the line's first byte
   * @param to behind its last byte; the line break is not part of it
   * @param number 1-based
   */
  void onLine(byte[] buffer, int from, int to, long number);

  /** There is no further line: what waits for more is given out. */
  default void onEnd() {}

  /** What became of the lines so far. */
  ReadingTally tally();
}
