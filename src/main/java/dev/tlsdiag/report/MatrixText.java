package dev.tlsdiag.report;

import java.util.ArrayList;
import java.util.List;

/** A matrix on a terminal. */
public record MatrixText(Theme theme, int columns) {
  private static final int ROOM_OF_MODES = 68;
  private static final int NARROWEST = 12;

  /** The table, the answer above it. */
  public List<String> lines(Matrix matrix) {
    List<String> lines = new ArrayList<>();
    boolean failed = matrix.failures() > 0;
    String sign =
        failed ? (theme.unicode() ? "✗ FAIL" : "x FAIL") : theme.unicode() ? "✓ SAME" : ". SAME";
    lines.add(
        " %s  %s"
            .formatted(
                theme.paint(failed ? Role.BAD : Role.OK, sign),
                theme.paint(Role.STRONG, TextLayout.safe(theme, matrix.headline()))));
    lines.add("");
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("HOST"));
    head.addAll(matrix.modes());
    head.addAll(List.of("WITHOUT SNI", "NEEDS SNI"));
    rows.add(head);
    matrix.rows().forEach(row -> rows.add(cells(row)));
    int[] widths = TextLayout.widths(rows, columns - 1);
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder(" ");
      for (int j = 0; j < widths.length; j++) {
        String cell = TextLayout.cell(rows.get(i).get(j), widths[j], theme);
        boolean bad = i > 0 && j > 0 && j <= matrix.modes().size() && wrong(matrix, i - 1, j - 1);
        line.append(
            bad ? theme.paint(Role.BAD, cell) : i == 0 ? theme.paint(Role.STRONG, cell) : cell);
        line.append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static boolean wrong(Matrix matrix, int row, int mode) {
    return matrix.rows().get(row).cells().get(mode).failed();
  }

  private List<String> cells(Matrix.Row row) {
    List<String> cells = new ArrayList<>();
    int room = Math.max(NARROWEST, columns - ROOM_OF_MODES);
    cells.add(Printable.shorten(TextLayout.safe(theme, row.host()), room, theme.ellipsis()));
    row.cells()
        .forEach(
            cell ->
                cells.add(
                    (cell.failed() ? (theme.unicode() ? "✗ " : "x ") : "")
                        + TextLayout.safe(theme, cell.text())));
    cells.add(TextLayout.safe(theme, row.withoutName()));
    cells.add(row.needsName() ? "yes" : "no");
    return cells;
  }
}
