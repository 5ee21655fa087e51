package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.report.HopWords;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.TlsSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a command's connections did: a row for each kind, those that failed first. */
final class ExecTable implements RecordSink {
  private static final int MOST_ROWS = 500;
  private static final String[] TITLES = {"HOST", "SNI SENT", "TLS", "ALPN", "OUTCOME"};
  private static final int GAP = 2;
  private static final int LEAST_NAME = 16;

  /** Connections that differ in nothing that is shown. */
  private record Kind(
      boolean failed, String host, String serverName, String tls, String alpn, String outcome) {}

  /** Of one kind. */
  private static final class Row {
    private long connections;
    private final Map<String, Long> answers = new TreeMap<>();
  }

  private final Map<Kind, Row> rows = new LinkedHashMap<>();
  private final Map<Long, Map<String, Long>> answers = new HashMap<>();
  private long left;
  private long connections;
  private long failed;
  private long requests;

  @Override
  public synchronized void onExchange(ExchangeRecord exchange) {
    requests++;
    long leg = exchange.upstream() == 0 ? exchange.downstream() : exchange.upstream();
    String answer =
        exchange.exchange().status().isPresent()
            ? Integer.toString(exchange.exchange().status().getAsInt())
            : "no answer";
    answers.computeIfAbsent(leg, id -> new TreeMap<>()).merge(answer, 1L, Long::sum);
  }

  @Override
  public synchronized void onLeg(LegRecord leg) {
    Map<String, Long> statuses = answers.remove(leg.id());
    boolean upstream = leg.side() == LegRecord.LegSide.UPSTREAM;
    if (!upstream && !leg.failed() && statuses == null) {
      return; // the client's part worked: the proxy's own connection tells the rest
    }
    connections++;
    failed += leg.failed() ? 1 : 0;
    Kind kind = kind(leg, upstream);
    Row row = rows.get(kind);
    if (row == null) {
      if (rows.size() >= MOST_ROWS) {
        left++;
        return;
      }
      row = new Row();
      rows.put(kind, row);
    }
    row.connections++;
    if (statuses != null) {
      for (Map.Entry<String, Long> each : statuses.entrySet()) {
        row.answers.merge(each.getKey(), each.getValue(), Long::sum);
      }
    }
  }

  private static Kind kind(LegRecord leg, boolean upstream) {
    Optional<TlsSession> session = leg.hop().tls().flatMap(tls -> tls.session());
    String version =
        session.flatMap(TlsSession::version).map(name -> name.replaceFirst("^TLS ", "")).orElse("");
    String host =
        leg.target()
            .or(() -> leg.hop().to().endpoint())
            .map(Endpoint::toString)
            .or(() -> leg.names().clientSni())
            .orElse("?");
    String name = leg.hop().tls().isEmpty() ? "" : leg.hop().serverName().orElse("none");
    return new Kind(
        leg.failed(),
        Printable.name(host),
        upstream ? Printable.name(name) : "",
        version,
        Printable.name(session.flatMap(TlsSession::alpn).orElse("")),
        leg.failed() ? (upstream ? "" : "client: ") + HopWords.failure(leg.hop()) : "ok");
  }

  synchronized boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The rows, and a line that counts.
   *
   * @param columns of the terminal
   */
  synchronized List<String> lines(Theme theme, int columns) {
    List<Map.Entry<Kind, Row>> sorted = new ArrayList<>(rows.entrySet());
    sorted.sort(Comparator.comparing(row -> !row.getKey().failed())); // stable: in order of time
    List<String[]> cells = new ArrayList<>();
    for (Map.Entry<Kind, Row> each : sorted) {
      Kind kind = each.getKey();
      cells.add(
          new String[] {
            kind.host(),
            kind.serverName().isEmpty() ? theme.none() : kind.serverName(),
            kind.tls().isEmpty() ? theme.none() : kind.tls(),
            kind.alpn().isEmpty() ? theme.none() : kind.alpn(),
            outcome(kind, each.getValue(), theme)
          });
    }
    int[] widths = widths(cells, columns);
    List<String> lines = new ArrayList<>();
    lines.add(" " + line(TITLES, widths, theme).stripTrailing());
    for (int i = 0; i < cells.size(); i++) {
      String line = " " + line(cells.get(i), widths, theme);
      lines.add(sorted.get(i).getKey().failed() ? theme.paint(Role.BAD, line) : line);
    }
    String dot = " " + theme.dot() + " ";
    lines.add(
        " %d connection%s, %d failed%s%d request%s%s"
            .formatted(
                connections,
                connections == 1 ? "" : "s",
                failed,
                dot,
                requests,
                requests == 1 ? "" : "s",
                left == 0 ? "" : dot + left + " more not shown"));
    return lines;
  }

  private static String outcome(Kind kind, Row row, Theme theme) {
    String text = kind.failed() ? (theme.unicode() ? "✗ " : "x ") + kind.outcome() : "";
    StringBuilder answers = new StringBuilder();
    for (Map.Entry<String, Long> each : row.answers.entrySet()) {
      answers.append(answers.isEmpty() ? "" : ", ").append(each.getKey());
      if (each.getValue() > 1) {
        answers.append(" x").append(each.getValue());
      }
    }
    if (kind.failed()) {
      String times = row.connections > 1 ? " (" + row.connections + " times)" : "";
      return text + times + (answers.isEmpty() ? "" : ", client got " + answers);
    }
    return answers.isEmpty() ? "ok, no request" : answers.toString();
  }

  /** The names give way, the wider first, then the outcome is cut. */
  private static int[] widths(List<String[]> cells, int columns) {
    int[] widths = new int[TITLES.length];
    for (int i = 0; i < TITLES.length; i++) {
      widths[i] = TITLES[i].length();
      for (String[] row : cells) {
        widths[i] = Math.max(widths[i], Printable.width(row[i]));
      }
    }
    int room = columns - 1 - GAP * (TITLES.length - 1);
    int over = widths[0] + widths[1] + widths[2] + widths[3] + widths[4] - room;
    while (over > 0 && Math.max(widths[0], widths[1]) > LEAST_NAME) {
      widths[widths[0] >= widths[1] ? 0 : 1]--;
      over--;
    }
    widths[4] = Math.max(LEAST_NAME, widths[4] - Math.max(0, over));
    return widths;
  }

  private static String line(String[] cells, int[] widths, Theme theme) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      boolean last = i == cells.length - 1;
      String cell =
          last
              ? Printable.cut(cells[i], widths[i], theme.ellipsis())
              : Printable.shorten(cells[i], widths[i], theme.ellipsis());
      line.append(cell);
      if (!last) {
        line.append(" ".repeat(widths[i] - Printable.width(cell) + GAP));
      }
    }
    return line.toString();
  }
}
