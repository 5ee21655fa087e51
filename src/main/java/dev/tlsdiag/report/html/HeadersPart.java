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
    out.open(
        "div", "class", "chips", "role", "group", "aria-label", "Show headers", "data-for", id);
    button("changed", "Changed by the proxy", difference.rows().size() - same, true, out);
    button("forwarded", "As they came", same, same == difference.rows().size(), out);
    out.close("div").line();
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

  private static void button(String kind, String words, long count, boolean shown, Markup out) {
    if (count > 0) {
      out.open(
          "button", "type", "button", "data-kind", kind, "aria-pressed", shown ? "true" : "false");
      out.text(words).text(" ").element("span", Long.toString(count)).close("button");
    }
  }

  private static Markup values(List<String> values) {
    return values.isEmpty() ? Parts.words("–") : Parts.code(String.join(", ", values));
  }
}
