package dev.tlsdiag.report.html;

import java.util.List;

/** A table in an area that scrolls by itself; the first cell of a row is its head. */
public final class Grid {
  private final Markup out = new Markup();
  private final List<String> columns;

  /**
   * @param label what it is a table of
   * @param columns their heads
   * @param attributes of the table, name, value, …
   */
  public Grid(String label, List<String> columns, String... attributes) {
    this.columns = List.copyOf(columns);
    Parts.scroll(out, label);
    out.open("table", attributes).line().open("thead").open("tr");
    for (String column : columns) {
      if (column.isEmpty()) {
        out.open("td").close("td");
      } else {
        out.open("th", "scope", "col").printable(Parts.shown(column)).close("th");
      }
    }
    out.close("tr").close("thead").line().open("tbody").line();
  }

  /** A row with a cell for each column. */
  public Grid row(List<Markup> cells, String... attributes) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.size(), columns.size()));
    }
    out.open("tr", attributes);
    out.open("th", "scope", "row").add(cells.get(0)).close("th");
    for (Markup cell : cells.subList(1, cells.size())) {
      out.open("td").add(cell).close("td");
    }
    out.close("tr").line();
    return this;
  }

  public Markup finished() {
    out.close("tbody").close("table").close("div").line();
    return out;
  }
}
