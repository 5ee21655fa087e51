package dev.tlsdiag.report;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.DifferenceTable.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The table of differences on a terminal: a column per leg. */
record DifferenceText(Theme theme, int columns, boolean verbose) {
  /** Lists so long that only their number of items is shown. */
  private static final Set<String> COUNTED =
      Set.of(
          "cipher_suites",
          "extensions",
          "groups",
          "key_shares",
          "signature_algorithms",
          "extension_order");

  /** The route and the names have the first two, and too few columns have room for the last. */
  private static final Set<String> FOR_VERBOSE =
      Set.of("address dialled", "certificate", "JA4", "Host header");

  /** {@code alert 112 unrecognized_name by server}. */
  private static final Pattern ALERT = Pattern.compile("^(alert \\d+) \\w+ (?=by )");

  private static final int USUAL_SHOWN = 1;
  private static final int WIDEST_CELL = 40;
  private static final int ROOMY = 100;

  void lines(DifferenceTable table, List<String> lines) {
    if (table.rows().isEmpty()) {
      return;
    }
    List<DifferenceTable.Row> shown = shown(table);
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("DIFFERENCES"));
    table.legs().forEach(leg -> head.add(plain(leg)));
    cells.add(head);
    shown.forEach(row -> cells.add(cells(row)));
    int remarks =
        shown.stream()
            .map(this::remark)
            .mapToInt(String::length)
            .reduce(cause().length(), Math::max);
    int[] widths = TextLayout.widths(cells, columns - 3 - remarks);
    lines.add(line(cells.get(0), widths, Weight.CONTEXT, Role.STRONG));
    for (int i = 0; i < shown.size(); i++) {
      Weight weight = shown.get(i).weight();
      String line = line(cells.get(i + 1), widths, weight, role(weight));
      Role role = weight == Weight.CAUSE ? Role.BAD : Role.DIM;
      String remark = remark(shown.get(i));
      lines.add(remark.isEmpty() ? line : line + theme.paint(role, remark));
    }
    long usual = table.count(Weight.USUAL);
    long hidden = usual - shown.stream().filter(row -> row.weight() == Weight.USUAL).count();
    if (!verbose) {
      String rest = "   (+ %d usual, %d equal; -v shows all)";
      lines.add(theme.paint(Role.DIM, rest.formatted(hidden, table.equalFields().size())));
    } else if (!table.equalFields().isEmpty()) {
      for (String line :
          TextLayout.wrap("equal: " + String.join(", ", table.equalFields()), columns - 3)) {
        lines.add("   " + line);
      }
    }
  }

  /** What stands behind a row where there is room for it. */
  private String remark(DifferenceTable.Row row) {
    return row.weight() == Weight.CAUSE
        ? cause()
        : row.usualOf().filter(p -> columns >= ROOMY).map(p -> "usual " + p).orElse("");
  }

  private List<DifferenceTable.Row> shown(DifferenceTable table) {
    List<DifferenceTable.Row> shown = new ArrayList<>();
    // Where the status is known its row takes the place of what every proxy changes.
    boolean live = table.rows().stream().anyMatch(row -> row.field().equals("status"));
    int usual = live ? USUAL_SHOWN : 0;
    for (DifferenceTable.Row row : table.rows()) {
      boolean tooMany = row.weight() == Weight.USUAL && usual++ >= USUAL_SHOWN;
      if (verbose || !tooMany && !FOR_VERBOSE.contains(row.field())) {
        shown.add(row);
      }
    }
    return shown;
  }

  private List<String> cells(DifferenceTable.Row row) {
    List<String> cells = new ArrayList<>();
    cells.add(sign(row.weight()) + row.field());
    String first = row.values().get(0);
    for (int i = 0; i < row.values().size(); i++) {
      String value = row.values().get(i);
      boolean repeated = i > 0 && value.equals(first) && value.length() > 20;
      String text = repeated ? "same" : counted(row.field(), value);
      String safe = plain(Printable.escape(text));
      cells.add(Printable.shorten(safe, WIDEST_CELL, theme.ellipsis()));
    }
    return cells;
  }

  private String counted(String field, String value) {
    if (field.equals("supported_versions")) {
      return value.replace(", TLS ", ", ");
    }
    if (verbose || !COUNTED.contains(field) || value.equals("absent")) {
      return value;
    }
    return Integer.toString(value.split(", ", -1).length);
  }

  private String line(List<String> cells, int[] widths, Weight weight, Role role) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < cells.size(); i++) {
      boolean words = cells.get(0).endsWith("answer"); // begin with what matters; a name may end so
      String text = words ? answer(cells.get(i), widths[i]) : cells.get(i);
      String cell = TextLayout.cell(text, widths[i], theme);
      boolean loud = i == 0 && weight != Weight.CONTEXT || role == Role.STRONG;
      line.append(loud ? theme.paint(role, cell) : cell).append("  ");
    }
    return line.toString();
  }

  /** Who sent an alert is worth more than its name, which its number has too. */
  private String answer(String text, int width) {
    String shorter = text.length() > width ? ALERT.matcher(text).replaceFirst("$1 ") : text;
    return Printable.cut(shorter, width, theme.ellipsis());
  }

  private String sign(Weight weight) {
    return switch (weight) {
      case CAUSE -> theme.unicode() ? "✗ " : "x ";
      case UNUSUAL -> "! ";
      case USUAL -> theme.unicode() ? "· " : ". ";
      case CONTEXT -> "  ";
    };
  }

  private static Role role(Weight weight) {
    return switch (weight) {
      case CAUSE -> Role.BAD;
      case UNUSUAL -> Role.ODD;
      case USUAL, CONTEXT -> Role.DIM;
    };
  }

  /** Where there is room for it: the sign in front says the same. */
  private String cause() {
    if (columns < ROOMY) {
      return "";
    }
    return theme.unicode() ? "◀ cause" : "< cause";
  }

  private String plain(String text) {
    return TextLayout.plain(theme, text);
  }
}
