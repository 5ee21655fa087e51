package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.proxy.live.FlowVerdict;
import dev.tlsdiag.proxy.live.LiveMap;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Clients on the left, servers on the right, the proxy between them; on the arrows what became of
 * the flows, and how many.
 */
record MapPane(Theme theme, int columns) {
  private static final int WIDE_FROM = 48;
  private static final int BOX = 7;

  /**
   * One arrow.
   *
   * @param name empty where it is the same as above
   */
  private record Arrow(String name, FlowVerdict verdict, long count) {}

  List<TextRow> rows(LiveMap map, int height) {
    List<Arrow> clients = arrows(map.clients(), height);
    List<Arrow> servers = arrows(map.servers(), height);
    int names = Math.max(4, (columns - 2 * arrow() - BOX - 4) / 2);
    int left = Math.min(names, longest(clients));
    int right = columns - left - 2 * arrow() - BOX - 4;
    int rows = Math.max(3, Math.max(clients.size(), servers.size()));
    List<TextRow> lines = new ArrayList<>();
    for (int i = 0; i < Math.min(height, rows); i++) {
      TextRow line = TextRow.EMPTY;
      if (i < clients.size()) {
        line = line.and(name(clients.get(i).name(), left)).and(" ").and(arrow(clients.get(i)));
      }
      line = line.upTo(left + arrow() + 2).and(box(i, rows)).and(" ");
      if (i < servers.size()) {
        line = line.and(arrow(servers.get(i))).and(" ").and(name(servers.get(i).name(), right));
      }
      lines.add(line);
    }
    return lines;
  }

  private int arrow() {
    return columns < WIDE_FROM ? 8 : 10;
  }

  private static int longest(List<Arrow> arrows) {
    return arrows.stream().mapToInt(arrow -> Printable.width(arrow.name())).max().orElse(4);
  }

  private TextRow name(String name, int width) {
    String shown = Printable.shorten(name, width, theme.ellipsis());
    return TextRow.of(shown + " ".repeat(Math.max(0, width - Printable.width(shown))));
  }

  /** One for each verdict of a party, the busiest parties first. */
  private static List<Arrow> arrows(List<LiveMap.Card> cards, int most) {
    List<Arrow> arrows = new ArrayList<>();
    for (LiveMap.Card card : cards) {
      Map<FlowVerdict, Long> counts = new TreeMap<>();
      card.edges().forEach(edge -> counts.merge(edge.verdict(), edge.count(), Long::sum));
      String name = Printable.name(card.name());
      for (Map.Entry<FlowVerdict, Long> each : counts.entrySet()) {
        arrows.add(new Arrow(name, each.getKey(), each.getValue()));
        name = "";
      }
    }
    int hidden = arrows.size() - most;
    return hidden > 0 ? arrows.subList(0, most) : arrows;
  }

  /** {@code ─✗ 3────▶}. */
  private TextRow arrow(Arrow arrow) {
    String line = theme.unicode() ? "─" : "-";
    String sign =
        arrow.verdict() == FlowVerdict.OK ? "ok " : FlowCells.sign(arrow.verdict(), theme);
    String words = sign + arrow.count();
    int room = arrow() - 2 - Printable.width(words);
    String text = line + words + line.repeat(Math.max(0, room));
    return TextRow.of(FlowCells.role(arrow.verdict()), text + (theme.unicode() ? "▶" : ">"));
  }

  private String box(int row, int rows) {
    boolean u = theme.unicode();
    int middle = rows / 2;
    if (row == middle) {
      return u ? "│proxy│" : "|proxy|";
    }
    if (row == 0) {
      return u ? "┌─────┐" : "+-----+";
    }
    return row == rows - 1 ? (u ? "└─────┘" : "+-----+") : (u ? "│     │" : "|     |");
  }
}
