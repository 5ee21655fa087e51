package dev.tlsdiag.yaml;

/**
 * A place in a text.
 *
 * @param line 1-based
 * @param column 1-based, in characters (code points)
 */
public record Position(int line, int column) {
  public static final Position START = new Position(1, 1);

  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException("no place in a text: %d:%d".formatted(line, column));
    }
  }

  /** {@code 3:7}. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
