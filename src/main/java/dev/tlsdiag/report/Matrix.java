package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Hosts against ways to get to them: which combination fails.
 *
 * @param modes names of the columns
 */
public record Matrix(List<String> modes, List<Row> rows) {
  public Matrix {
    modes = List.copyOf(modes);
    rows = List.copyOf(rows);
  }

  /**
   * One host.
   *
   * @param needsName whether its server answers a ClientHello without a name otherwise than one
   *     with it
   * @param withoutName what it answers without one
   * @param cells one per mode
   */
  public record Row(String host, boolean needsName, String withoutName, List<Cell> cells) {
    public Row {
      requireNonNull(host, "host is null");
      requireNonNull(withoutName, "withoutName is null");
      cells = List.copyOf(cells);
    }
  }

  /**
   * What came of one way to one host.
   *
   * @param text {@code 200}, {@code 503 made by envoy}, {@code no answer in 2.0 s}
   */
  public record Cell(String text, boolean failed) {
    public Cell {
      requireNonNull(text, "text is null");
    }
  }

  public long failures() {
    return rows.stream().flatMap(row -> row.cells().stream()).filter(Cell::failed).count();
  }

  public long cells() {
    return (long) rows.size() * modes.size();
  }

  /** What the failing combinations have in common, in one line. */
  public String headline() {
    if (failures() == 0) {
      return "all of %d combinations work".formatted(cells());
    }
    String where =
        java.util.stream.IntStream.range(0, modes.size())
            .filter(i -> rows.stream().anyMatch(row -> row.cells().get(i).failed()))
            .mapToObj(modes::get)
            .collect(Collectors.joining(", "));
    List<Row> failing =
        rows.stream().filter(row -> row.cells().stream().anyMatch(Cell::failed)).toList();
    boolean onlyNeedy =
        failing.stream().allMatch(Row::needsName)
            && rows.stream().filter(Row::needsName).count() == failing.size();
    String who =
        onlyNeedy
            ? failing.size() == 1 ? "the host that needs SNI" : "the hosts that need SNI"
            : failing.stream().map(Row::host).collect(Collectors.joining(", "));
    return "%d of %d fails: %s with %s".formatted(failures(), cells(), who, where);
  }
}
