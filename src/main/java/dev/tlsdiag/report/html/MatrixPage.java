package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Matrix;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.html.Headline.Fact;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Hosts against ways to get to them, as a page: a row each, the worst first. */
public final class MatrixPage {
  private MatrixPage() {}

  /**
   * The whole file.
   *
   * @param tool version of tlsdiag
   * @param json of the same
   * @param command that made it, fit to be pasted
   */
  public static String text(Matrix matrix, String tool, String json, String command) {
    boolean failed = matrix.failures() > 0;
    List<String> about =
        List.of(
            Headline.count(matrix.rows().size(), "host"),
            "%,d of %,d combinations fail".formatted(matrix.failures(), matrix.cells()));
    Markup answer =
        Headline.open(
                failed ? Role.BAD : Role.OK, failed ? "fail" : "same", matrix.headline(), about)
            .close("header");
    return new PageFrame(
            Parts.shown("tlsdiag compare: " + matrix.headline()), "compare --matrix", tool)
        .answer(answer)
        .section("hosts", "Hosts and ways", table(matrix))
        .section("method", "Method", method(command))
        .page(json)
        .text();
  }

  private static Markup table(Matrix matrix) {
    List<String> columns = new ArrayList<>(List.of("host", "result"));
    columns.addAll(matrix.modes());
    columns.addAll(List.of("without SNI", "needs SNI"));
    Grid grid = new Grid("Hosts, the worst first", columns, "class", "grid targets");
    matrix.rows().stream()
        .sorted(Comparator.comparing(row -> -failures(row)))
        .forEach(row -> row(row, grid));
    return grid.finished();
  }

  private static long failures(Matrix.Row row) {
    return row.cells().stream().filter(Matrix.Cell::failed).count();
  }

  private static void row(Matrix.Row row, Grid grid) {
    long failures = failures(row);
    List<Markup> cells = new ArrayList<>();
    cells.add(Parts.words(row.host()));
    cells.add(
        failures == 0
            ? Headline.state(Role.OK, "works")
            : Headline.state(Role.BAD, "%d of %d fail".formatted(failures, row.cells().size())));
    for (Matrix.Cell cell : row.cells()) {
      cells.add(Headline.state(cell.failed() ? Role.BAD : Role.OK, cell.text()));
    }
    cells.add(Parts.words(row.withoutName()));
    cells.add(Parts.words(row.needsName() ? "yes" : "no"));
    grid.row(cells);
  }

  private static Markup method(String command) {
    return Headline.facts(
        List.of(
            new Fact("command line", Parts.copyable("the command line", command)),
            Fact.of(
                "how",
                "The same request to each host in every way at the same time, and once more without"
                    + " server_name: a host needs SNI where that ends otherwise.")));
  }
}
