package dev.tlsdiag.report;

/**
 * What a piece of text means; the {@link Theme} knows how that looks. Colour never means it alone.
 */
public enum Role {
  /** It worked. */
  OK("32"),
  /** It failed, or is the cause of a failure. */
  BAD("31"),
  /** It is odd, or nobody can tell. */
  ODD("33"),
  /** A command to paste, a place to look at. */
  HINT("36"),
  STRONG("1"),
  /** True and seldom of interest. */
  DIM("2");

  private final String code;

  Role(String code) {
    this.code = code;
  }

  /** The parameter of ANSI's "select graphic rendition". */
  String code() {
    return code;
  }
}
