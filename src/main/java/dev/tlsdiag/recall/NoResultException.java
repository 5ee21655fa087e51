package dev.tlsdiag.recall;

import static java.util.Objects.requireNonNull;

/** A text is no result of this program: it says where and why; it may quote the text. */
public final class NoResultException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long line;
  private final long column;
  private final String member;

  /**
   * @param line 1-based; 0 where it is about the whole
   * @param column 1-based, in characters
   * @param member {@code traces[0].hops[1].state}; empty outside of any
   */
  NoResultException(long line, long column, String member, String message) {
    super(requireNonNull(message, "message is null"), null, false, false);
    this.line = line;
    this.column = column;
    this.member = requireNonNull(member, "member is null");
  }

  public long line() {
    return line;
  }

  public long column() {
    return column;
  }

  public String member() {
    return member;
  }

  /** {@code line 3, column 12, traces[0].hops[1].state: message}. */
  public String text() {
    String at = line == 0 ? "" : "line %d, column %d".formatted(line, column);
    String where = member.isEmpty() || at.isEmpty() ? at + member : at + ", " + member;
    return where.isEmpty() ? getMessage() : where + ": " + getMessage();
  }

  /** The same, in a text that begins so many lines further down. */
  NoResultException below(long lines, long columns) {
    return new NoResultException(
        line == 0 ? 0 : line + lines, line == 1 ? column + columns : column, member, getMessage());
  }
}
