package dev.tlsdiag.report.html;

/** Buttons that show and hide rows of a table by their {@code data-kind}; only with scripts. */
public final class Chips {
  private final Markup out = new Markup();

  /**
   * @param label what they show: {@code Show headers}
   * @param table id of the table
   */
  public Chips(String label, String table) {
    out.open("div", "class", "chips", "role", "group", "aria-label", label, "data-for", table);
  }

  /**
   * One more; none where there is no row.
   *
   * @param kind as the rows have it
   * @param shown whether its rows are shown at first
   */
  public Chips chip(String kind, String words, long rows, boolean shown) {
    if (rows > 0) {
      out.open(
          "button", "type", "button", "data-kind", kind, "aria-pressed", Boolean.toString(shown));
      out.text(words).text(" ").element("span", Long.toString(rows)).close("button");
    }
    return this;
  }

  public Markup finished() {
    return out.close("div").line();
  }
}
