package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Story;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Who is asked for, name by name: a column for each path, the first clash marked. */
final class NamesPart {
  private final Report report;
  private final List<NameTable.Row> paths;
  private boolean clash;

  private NamesPart(Report report) {
    this.report = report;
    paths = report.names().rows();
  }

  static Markup of(Report report) {
    return report.names().rows().isEmpty() ? new Markup() : new NamesPart(report).write();
  }

  private Markup write() {
    List<String> columns = new ArrayList<>(List.of("Name"));
    paths.forEach(path -> columns.add(path.trace()));
    Grid grid = new Grid("Names on each path", columns, "class", "grid");
    report.run().ifPresent(run -> everywhere("request", run.request(), grid));
    row("client SNI", NameTable.Row::clientSni, grid);
    headers("Host from the client", HopTrace::clientHop, grid);
    row("route key of the proxy", NameTable.Row::routeKey, grid);
    row("upstream SNI", NameTable.Row::upstreamSni, grid);
    headers("Host to the server", HopTrace::serverHop, grid);
    row("certificate for", NameTable.Row::certificate, grid);
    if (paths.size() == report.traces().size()) {
      List<Markup> cells = new ArrayList<>(List.of(Parts.words("server's address")));
      report.traces().forEach(trace -> cells.add(address(trace.serverHop())));
      grid.row(cells);
    }
    Markup out = grid.finished();
    report.story().ifPresent(story -> told(story, out));
    return out;
  }

  private void everywhere(String name, String text, Grid grid) {
    List<Markup> cells = new ArrayList<>(List.of(Parts.words(name)));
    paths.forEach(path -> cells.add(Parts.code(text)));
    grid.row(cells);
  }

  private void row(String name, Function<NameTable.Row, NameTable.Cell> column, Grid grid) {
    List<Markup> cells = new ArrayList<>(List.of(Parts.words(name)));
    boolean wrong = false;
    for (NameTable.Row path : paths) {
      NameTable.Cell cell = column.apply(path);
      wrong |= isWrong(cell.state());
      cells.add(cell(cell));
    }
    grid.row(cells, "class", wrong ? "row-cause" : null);
  }

  private static boolean isWrong(NameTable.State state) {
    return switch (state) {
      case OTHER_NAME, MISSING -> true;
      case NAME, HIDDEN, NONE -> false;
    };
  }

  private Markup cell(NameTable.Cell cell) {
    return switch (cell.state()) {
      case NAME -> Parts.code(cell.text());
      case HIDDEN, NONE ->
          new Markup().open("span", "class", "soft").add(Parts.words(cell.text())).close("span");
      case OTHER_NAME, MISSING -> {
        Markup out = new Markup().element("span", "✗", "class", "sign", "aria-hidden", "true");
        out.text(" ").add(Parts.code(cell.text())).text(" ");
        String words = cell.state() == NameTable.State.MISSING ? "missing" : "another name";
        out.add(Parts.chip(Role.BAD, clash ? words : "first clash: " + words));
        clash = true;
        yield out;
      }
    };
  }

  /** The Host is no part of the table of four names: a proxy may mean to change it. */
  private void headers(String name, Function<HopTrace, Hop> side, Grid grid) {
    List<Optional<String>> hosts =
        report.traces().stream()
            .map(t -> side.apply(t).http().map(HttpExchange::authority))
            .toList();
    if (hosts.size() != paths.size() || hosts.stream().allMatch(Optional::isEmpty)) {
      return;
    }
    List<Markup> cells = new ArrayList<>(List.of(Parts.words(name)));
    Optional<String> first = hosts.stream().flatMap(Optional::stream).findFirst();
    for (Optional<String> host : hosts) {
      Markup cell = host.map(Parts::code).orElseGet(() -> Parts.words("–"));
      boolean other = host.isPresent() && !same(host.get(), first.orElseThrow());
      cells.add(other ? cell.text(" ").add(Parts.chip(Role.ODD, "another name")) : cell);
    }
    grid.row(cells);
  }

  private static boolean same(String authority, String other) {
    return HostName.canonical(HostName.ofAuthority(authority))
        .equals(HostName.canonical(HostName.ofAuthority(other)));
  }

  private static Markup address(Hop hop) {
    return hop.to()
        .endpoint()
        .map(endpoint -> Parts.code(endpoint.toString()))
        .orElseGet(() -> Parts.words("not captured"));
  }

  /** Who says a name that is in no packet. */
  private static void told(Story story, Markup out) {
    if (story.names().isEmpty()) {
      return;
    }
    Grid grid =
        new Grid(
            "Names that sources tell", List.of("Name", "Told", "By", "Where"), "class", "grid");
    for (Story.Name name : story.names()) {
      grid.row(
          List.of(
              Parts.words(name.which()),
              Parts.code(name.text()),
              Parts.words(name.source()),
              Places.of(name.evidence())));
    }
    out.add(grid.finished());
  }
}
