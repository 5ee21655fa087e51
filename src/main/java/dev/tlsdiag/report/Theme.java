package dev.tlsdiag.report;

/**
 * How text looks on one stream.
 *
 * @param color whether roles show as ANSI colours
 * @param unicode whether signs outside ASCII may be used
 */
public record Theme(boolean color, boolean unicode) {
  public static final Theme PLAIN = new Theme(false, true);
  public static final Theme ASCII = new Theme(false, false);

  private static final String ESCAPE = "\u001b[";

  /** Begins a role; {@link #end} ends it. */
  public String start(Role role) {
    return color ? ESCAPE + role.code() + "m" : "";
  }

  public String end() {
    return color ? ESCAPE + "0m" : "";
  }

  /** {@code text} in a role; the text is escaped already where it is a peer's. */
  public String paint(Role role, String text) {
    return color ? start(role) + text + end() : text;
  }

  public String arrow() {
    return unicode ? "→" : ">";
  }

  /** Stands for nothing. */
  public String none() {
    return unicode ? "–" : "-";
  }

  public String ellipsis() {
    return unicode ? "…" : "...";
  }

  /** Between statements on one line. */
  public String dot() {
    return unicode ? "·" : "-";
  }

  /** The sign in front of a result, a blank included; of success it is empty. */
  public String sign(Mark mark) {
    return switch (mark) {
      case OK -> "";
      case FAILED -> unicode ? "✗ " : "x ";
      case UNKNOWN -> "? ";
      case RETRIED -> unicode ? "· " : ". ";
    };
  }
}
