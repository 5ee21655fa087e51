package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.DifferenceTable.Weight;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The legs side by side: a row for each difference, a link from each value to its bytes. */
final class DifferencesPart {
  private static final String TABLE = "differences-table";

  /** Lists so long that their number of items says more. */
  private static final Set<String> LISTS =
      Set.of(
          "cipher_suites",
          "extensions",
          "groups",
          "key_shares",
          "signature_algorithms",
          "extension_order");

  /** Facts that are names and numbers of machines. */
  private static final Set<String> CODES = Set.of("JA4", "address dialled", "Host header");

  /** Items that are shown without being asked for. */
  private static final int FEW = 3;

  private final DifferenceTable table;
  private final List<HelloBytes> hellos;
  private final Markup out = new Markup();

  private DifferencesPart(DifferenceTable table, List<HelloBytes> hellos) {
    this.table = table;
    this.hellos = hellos;
  }

  /**
   * @param hellos of the legs that have columns, in their order; else no value links to its bytes
   */
  static Markup of(DifferenceTable table, List<HelloBytes> hellos) {
    if (table.rows().isEmpty()) {
      return new Markup();
    }
    boolean fit = hellos.size() == table.legs().size();
    return new DifferencesPart(table, fit ? hellos : List.of()).write();
  }

  private Markup write() {
    chips();
    List<String> columns = new ArrayList<>(List.of("Field"));
    columns.addAll(table.legs());
    columns.add("Remark");
    Grid grid = new Grid("Differences between the legs", columns, "class", "grid", "id", TABLE);
    for (DifferenceTable.Row row : table.rows()) {
      grid.row(
          cells(row), "class", "row-" + row.weight().label(), "data-kind", row.weight().label());
    }
    for (String field : table.equalFields()) {
      List<Markup> cells = new ArrayList<>(List.of(Parts.code(field)));
      for (int i = 0; i < table.legs().size(); i++) {
        boolean edge = i == 0 || i == table.legs().size() - 1;
        cells.add(link(field, i, edge ? Parts.words("same") : Parts.words("–")));
      }
      cells.add(Parts.words("equal"));
      grid.row(cells, "class", "row-equal", "data-kind", "equal");
    }
    return out.add(grid.finished());
  }

  private void chips() {
    Chips chips = new Chips("Show rows", TABLE);
    for (Weight weight : Weight.values()) {
      chips.chip(weight.label(), words(weight), table.count(weight), true);
    }
    chips.chip("equal", "Equal", table.equalFields().size(), false);
    out.add(chips.finished());
  }

  private static String words(Weight weight) {
    return switch (weight) {
      case CAUSE -> "Cause";
      case UNUSUAL -> "Unusual";
      case USUAL -> "Usual";
      case CONTEXT -> "Facts";
    };
  }

  private List<Markup> cells(DifferenceTable.Row row) {
    List<Markup> cells = new ArrayList<>();
    Markup head = new Markup();
    head.element("span", sign(row.weight()), "class", "sign", "aria-hidden", "true").text(" ");
    cells.add(head.element("code", row.field()));
    for (int i = 0; i < row.values().size(); i++) {
      cells.add(value(row, i));
    }
    cells.add(remark(row));
    return cells;
  }

  private static String sign(Weight weight) {
    return switch (weight) {
      case CAUSE -> "✗";
      case UNUSUAL -> "!";
      case USUAL -> "·";
      case CONTEXT -> " ";
    };
  }

  private static Markup remark(DifferenceTable.Row row) {
    return switch (row.weight()) {
      case CAUSE -> Parts.chip(Role.BAD, "cause");
      case UNUSUAL ->
          Parts.chip(
              Role.ODD, row.usualOf().map(product -> "usual of " + product).orElse("unusual"));
      case USUAL -> Parts.chip(Role.DIM, "usual");
      case CONTEXT -> new Markup();
    };
  }

  private Markup value(DifferenceTable.Row row, int leg) {
    String value = row.values().get(leg);
    if (row.weight() == Weight.CONTEXT) {
      return CODES.contains(row.field()) ? Parts.code(value) : Parts.words(value);
    }
    List<String> items = List.of(value.split(", ", -1));
    if (!LISTS.contains(row.field()) || items.size() <= FEW) {
      boolean absent = value.equals(Leg.ABSENT);
      return link(row.field(), leg, absent ? Parts.words(value) : Parts.code(value));
    }
    Markup cell = new Markup();
    cell.add(link(row.field(), leg, Parts.words(Integer.toString(items.size()))));
    cell.text(" ").open("details", "class", "inline");
    cell.element("summary", summary(row, leg, items));
    cell.open("ul", "class", "items");
    List<String> first = List.of(row.values().get(0).split(", ", -1));
    for (String item : items) {
      boolean added = leg > 0 && !first.contains(item);
      cell.open("li").printable(Parts.shown(item) + (added ? " (added)" : "")).close("li");
    }
    for (String item : first) {
      if (leg > 0 && !items.contains(item)) {
        cell.open("li").open("del").printable(Parts.shown(item)).close("del").close("li");
      }
    }
    return cell.close("ul").close("details");
  }

  private static String summary(DifferenceTable.Row row, int leg, List<String> items) {
    List<String> first = List.of(row.values().get(0).split(", ", -1));
    long lost = first.stream().filter(item -> !items.contains(item)).count();
    long added = items.stream().filter(item -> !first.contains(item)).count();
    if (leg == 0) {
      return "list";
    }
    return lost + added == 0 ? "same items" : "%d lost, %d added".formatted(lost, added);
  }

  private Markup link(String field, int leg, Markup content) {
    if (hellos.isEmpty()) {
      return content;
    }
    Markup link = new Markup();
    String words = "bytes of " + field + " on " + table.legs().get(leg);
    link.open("a", "href", hellos.get(leg).link(field), "title", words.toLowerCase(Locale.ROOT));
    return link.add(content).close("a");
  }
}
