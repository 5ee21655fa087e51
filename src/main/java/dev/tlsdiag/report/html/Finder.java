package dev.tlsdiag.report.html;

import java.util.ArrayList;
import java.util.List;

/**
 * A search over the rows of a table, where scripts run: words, and buttons that leave only the rows
 * with a tag. Rows say their tags in {@code data-tags}, with blanks between.
 *
 * @param table id of an element around the table
 */
record Finder(String table, List<Tag> tags) {
  Finder {
    tags = List.copyOf(tags);
  }

  /**
   * A button.
   *
   * @param name without blanks
   * @param label that stands on it
   * @param rows that have it; without any there is no button
   */
  record Tag(String name, String label, long rows) {}

  Markup markup() {
    Markup out = new Markup();
    out.open("div", "class", "finder", "data-for", table, "role", "search", "aria-label", "Rows");
    out.open("label").text("Find ").open("input", "type", "search").close("label");
    List<Tag> shown = new ArrayList<>(tags);
    shown.removeIf(tag -> tag.rows() == 0);
    for (Tag tag : shown) {
      out.open("button", "type", "button", "aria-pressed", "false", "data-tag", tag.name());
      out.text("%s %,d".formatted(tag.label(), tag.rows())).close("button");
    }
    out.element("span", "", "class", "found soft", "role", "status");
    return out.close("div").line();
  }
}
