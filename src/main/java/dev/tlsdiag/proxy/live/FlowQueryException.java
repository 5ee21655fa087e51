package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

/** A query that cannot be read. */
public final class FlowQueryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String query;
  private final int position;

  FlowQueryException(String query, int position, String message) {
    super(message);
    this.query = requireNonNull(query, "query is null");
    this.position = position;
  }

  /** Where in the query, from 0; its length at its end. */
  public int position() {
    return position;
  }

  /** The query, and below it a caret and what is wrong there. Not escaped. */
  public String caret() {
    return query + "\n" + " ".repeat(position) + "^ " + getMessage();
  }
}
