package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Role;
import dev.tlsdiag.trace.HeaderDifference;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.List;

/** The request before and after each proxy that was seen on both sides. */
final class HeadersPart {
  private HeadersPart() {}

  static Markup of(List<HopTrace> traces) {
    Markup out = new Markup();
    for (HopTrace trace : traces) {
      for (HeaderDifference each : HeaderDifference.of(trace, Redaction.ON)) {
        out.add(table(each, trace));
      }
    }
    return out;
  }

  private static Markup table(HeaderDifference difference, HopTrace trace) {
    String id = "headers-%s-%d".formatted(trace.name(), difference.hop());
    Markup out = new Markup();
    String title = "Request before and after the proxy, %s path".formatted(trace.name());
    out.element("h3", title);
    long same = count(difference, true);
    boolean nothingElse = same == difference.rows().size();
    out.add(
        new Chips("Show headers", id)
            .chip("changed", "Changed by the proxy", difference.rows().size() - same, true)
            .chip("forwarded", "As they came", same, nothingElse)
            .finished());
    Grid grid =
        new Grid(
            title,
            List.of(
                "Header",
                "Before (hop %d)".formatted(difference.hop() - 1),
                "After (hop %d)".formatted(difference.hop()),
                "Remark"),
            "class",
            "grid",
            "id",
            id);
    for (HeaderDifference.Row row : difference.rows()) {
      boolean forwarded = row.kind() == HeaderDifference.Kind.FORWARDED;
      List<Markup> cells = new ArrayList<>();
      cells.add(Parts.code(row.name()));
      cells.add(values(row.before()));
      cells.add(values(row.after()));
      cells.add(Parts.chip(forwarded ? Role.DIM : Role.ODD, row.kind().label()));
      grid.row(cells, "data-kind", forwarded ? "forwarded" : "changed");
    }
    return out.add(grid.finished());
  }

  private static long count(HeaderDifference difference, boolean forwarded) {
    return difference.rows().stream()
        .filter(row -> (row.kind() == HeaderDifference.Kind.FORWARDED) == forwarded)
        .count();
  }

  private static Markup values(List<String> values) {
    return values.isEmpty() ? Parts.words("–") : Parts.code(String.join(", ", values));
  }
}
