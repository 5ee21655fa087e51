package dev.tlsdiag.report;

import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The paths of a request on a terminal: their hops, and the names on them. */
record PathText(Theme theme, int columns) {
  private static final int PATH_NAME = 8;

  /** A line or more for each path: who dialled whom, and how that ended. */
  void route(List<HopTrace> traces, List<String> lines) {
    String label = "ROUTE";
    for (HopTrace trace : traces) {
      List<String> pieces = new ArrayList<>();
      String from = party(trace.clientHop().from(), Endpoint::host);
      for (int i = 0; i < trace.hops().size(); i++) {
        Hop hop = trace.hops().get(i);
        pieces.add(from + " " + arrow(hop));
        // A proxy listens at one address and dials from another: the first is how it is known.
        boolean unseen = hop.to().endpoint().isEmpty() && i + 1 < trace.hops().size();
        from =
            unseen
                ? party(trace.hops().get(i + 1).from(), Endpoint::host)
                : party(hop.to(), Endpoint::toString);
      }
      pieces.add(from);
      String name = trace.name();
      for (String line : TextLayout.join(pieces, columns - TextLayout.LABEL - PATH_NAME)) {
        lines.add(
            TextLayout.label(label, theme) + name + " ".repeat(PATH_NAME - name.length()) + line);
        label = "";
        name = "";
      }
    }
  }

  private static String party(Party party, Function<Endpoint, String> address) {
    String where = party.endpoint().map(address).orElse("(not captured)");
    return party.role().label() + " " + where;
  }

  private String arrow(Hop hop) {
    return switch (hop.state()) {
      case WORKED -> theme.unicode() ? "──▶" : "-->";
      case UNUSED -> theme.unicode() ? "──▷" : "--)";
      case FAILED -> theme.paint(Role.BAD, theme.unicode() ? "─✗▶" : "-x>");
      case UNKNOWN -> "-?>";
    };
  }

  /** The four names side by side; what does not fit the request is marked. */
  void names(NameTable names, List<String> lines) {
    if (names.rows().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "client SNI", "route key", "upstream SNI", "certificate for"));
    for (NameTable.Row row : names.rows()) {
      rows.add(
          Stream.concat(
                  Stream.of(row.trace()),
                  Stream.of(row.clientSni(), row.routeKey(), row.upstreamSni(), row.certificate())
                      .map(this::name))
              .toList());
    }
    int[] widths = TextLayout.widths(rows, columns - TextLayout.LABEL);
    String label = "NAMES";
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(TextLayout.label(label, theme));
      for (int i = 0; i < row.size(); i++) {
        String cell = TextLayout.cell(row.get(i), widths[i], theme);
        boolean wrong = cell.startsWith(wrongSign());
        line.append(wrong ? theme.paint(Role.BAD, cell) : cell).append("  ");
      }
      lines.add(line.toString());
      label = "";
    }
  }

  private String name(NameTable.Cell cell) {
    String text = TextLayout.plain(theme, Printable.escape(cell.text()));
    return switch (cell.state()) {
      case NAME, HIDDEN, NONE -> text;
      case OTHER_NAME, MISSING -> wrongSign() + text;
    };
  }

  private String wrongSign() {
    return theme.unicode() ? "✗ " : "x ";
  }
}
