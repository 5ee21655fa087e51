package dev.tlsdiag.report;

import dev.tlsdiag.trace.HeaderDifference;
import dev.tlsdiag.trace.HeaderDifference.Kind;
import dev.tlsdiag.trace.HeaderDifference.Row;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The request before and after a proxy on a terminal: what it changed, and the Host always. */
record HeaderText(Theme theme, int columns, boolean verbose) {
  private static final Set<String> REQUEST_LINE = Set.of("method", "path");
  private static final int WIDEST_NAME = 24;
  private static final int MOST_ROWS = 12;
  private static final int INDENT = 3;

  /** Nothing where no proxy was seen on both sides, or none changes anything. */
  void lines(Report report, List<String> lines) {
    boolean ofHost = report.findings().stream().anyMatch(f -> f.rule().startsWith("host-"));
    for (HopTrace trace : report.traces()) {
      for (HeaderDifference each : HeaderDifference.of(trace, Redaction.ON)) {
        if (verbose || ofHost || each.changes()) {
          lines(each, trace, lines);
        }
      }
    }
  }

  /** Likewise, where both paths agree: another Host is worth knowing even then. */
  void ofAnotherHost(Report report, List<String> lines) {
    for (HopTrace trace : report.traces()) {
      for (HeaderDifference each : HeaderDifference.of(trace, Redaction.ON)) {
        if (each.host().kind() != Kind.FORWARDED) {
          lines.add("");
          lines(each, trace, lines);
        }
      }
    }
  }

  private void lines(HeaderDifference difference, HopTrace trace, List<String> lines) {
    List<Row> shown = new ArrayList<>();
    List<String> forwarded = new ArrayList<>();
    for (Row row : difference.rows()) {
      boolean same = row.kind() == Kind.FORWARDED;
      boolean host = row.name().equals(HeaderDifference.HOST);
      if (!same || host || verbose) {
        shown.add(row);
      } else if (!REQUEST_LINE.contains(row.name())) {
        forwarded.add(TextLayout.safe(theme, row.name()));
      }
    }
    int most = verbose ? shown.size() : Math.min(MOST_ROWS, shown.size());
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "HEADERS " + trace.name(),
            TextLayout.plain(theme, "before the proxy (hop %d)".formatted(difference.hop() - 1)),
            "after it (hop %d)".formatted(difference.hop())));
    shown.subList(0, most).forEach(row -> cells.add(cells(row)));
    int[] widths = TextLayout.widths(cells, columns - INDENT);
    for (int i = 0; i < cells.size(); i++) {
      lines.add(line(cells.get(i), widths, i == 0 ? Role.STRONG : role(shown.get(i - 1))));
    }
    if (most < shown.size()) {
      lines.add(dim("   (+ %d more; -v shows all)".formatted(shown.size() - most)));
    }
    if (!forwarded.isEmpty()) {
      String text = "as they came: " + String.join(", ", forwarded);
      TextLayout.wrap(text, columns - INDENT).forEach(line -> lines.add(dim("   " + line)));
    }
    lines.add("");
  }

  private List<String> cells(Row row) {
    String name = Printable.shorten(safe(row.name()), WIDEST_NAME, theme.ellipsis());
    return List.of(sign(row.kind()) + name, text(row.before()), text(row.after()));
  }

  private String text(List<String> values) {
    return values.isEmpty()
        ? TextLayout.plain(theme, "–")
        : String.join(", ", values.stream().map(this::safe).toList());
  }

  private String line(List<String> cells, int[] widths, Role role) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < cells.size(); i++) {
      String cell = TextLayout.cell(cells.get(i), widths[i], theme);
      boolean loud = i == 0 || role == Role.STRONG;
      line.append(loud ? theme.paint(role, cell) : cell).append("  ");
    }
    return line.toString();
  }

  private static String sign(Kind kind) {
    return switch (kind) {
      case FORWARDED -> "= ";
      case CHANGED -> "! ";
      case ADDED -> "+ ";
      case REMOVED -> "- ";
    };
  }

  private static Role role(Row row) {
    return switch (row.kind()) {
      case FORWARDED -> Role.DIM;
      case CHANGED, ADDED, REMOVED -> Role.ODD;
    };
  }

  private String safe(String text) {
    return TextLayout.safe(theme, text);
  }

  private String dim(String text) {
    return theme.paint(Role.DIM, text);
  }
}
