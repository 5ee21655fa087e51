package dev.tlsdiag.wire;

/**
 * A peer's bytes break their own format; the message names the field, its offset and the lengths.
 */
public final class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final int offset;

  /**
   * @param field the RFC's name of the field that could not be read
   * @param offset where it starts, in bytes from the start of the message
   * @param problem what is wrong, lower case, no period
   */
  public MalformedMessageException(String field, int offset, String problem) {
    // No stack trace: it is the peer's mistake, and broken captures hold many of them.
    super(field + " at byte " + offset + ": " + problem, null, false, false);
    this.field = field;
    this.offset = offset;
  }

  public String field() {
    return field;
  }

  public int offset() {
    return offset;
  }
}
