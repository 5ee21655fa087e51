package dev.tlsdiag.corpus;

import static java.util.Objects.requireNonNull;

/**
 * A point in which the engine and the corpus differ.
 *
 * @param subject which ClientHello, in a form that tells two of one frame apart
 * @param frame of the expected ClientHello; of ours where none was expected
 * @param field {@link #MISSING}, {@link #EXTRA}, {@link #UNREADABLE}, or the field's name
 */
record Disagreement(
    String file,
    String subject,
    long frame,
    Aspect aspect,
    String field,
    String expected,
    String got) {
  /** Instead of a field's name: the engine does not give the hello. */
  static final String MISSING = "missing";

  /** Instead of a field's name: nobody expects the hello. */
  static final String EXTRA = "extra";

  /** Instead of a field's name: the engine gives the hello, but could not read it. */
  static final String UNREADABLE = "unreadable";

  /** What the point is about. */
  enum Aspect {
    /** The ClientHello or one of its fields. */
    HELLO,
    /** What came back. */
    ANSWER,
    /** Only the numbers of packets. */
    FRAME,
    /** A ClientHello that need not be given at all. */
    OPTIONAL
  }

  Disagreement {
    requireNonNull(file, "file is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(aspect, "aspect is null");
    requireNonNull(field, "field is null");
    requireNonNull(expected, "expected is null");
    requireNonNull(got, "got is null");
  }

  boolean isExtra() {
    return field.equals(EXTRA);
  }

  /** One line: aspect, file, frame, field, expected, got. */
  @Override
  public String toString() {
    return "%-8s %s frame %d %s: expected %s, got %s"
        .formatted(aspect, file, frame, field, quoted(expected), quoted(got));
  }

  /** Peer text goes to a terminal: nothing but printable ASCII. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    text.chars()
        .forEach(c -> out.append(c >= 0x20 && c < 0x7f ? "" + (char) c : "\\u%04x".formatted(c)));
    return out.append('\'').toString();
  }
}
