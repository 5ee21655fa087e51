package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.proxy.live.FlowDetails;
import dev.tlsdiag.proxy.live.LiveActivity;
import dev.tlsdiag.proxy.live.LiveCounts;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.LiveMap;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The lines of the terminal, computed. Below 80 columns the map goes, below 60 only the table
 * stays.
 *
 * @param facts of the head line: {@code 127.0.0.1:8080}, {@code SNI keep}
 * @param intro how the proxy can be used, for the page of help
 */
record Screen(
    Theme theme, ZoneId zone, List<String> facts, List<String> intro, int columns, int height) {
  private static final int MAP_FROM = 80;
  private static final int PANE_FROM = 60;
  private static final int PANE_ROWS = 8;
  private static final int LEAST_ROWS = 8;
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String ASCII_BARS = " .:-=+*#";
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /**
   * What there is to show.
   *
   * @param all flows that are kept, the oldest first
   * @param shown those that the filter lets through, in their order
   * @param chosen of the one that is looked at
   * @param notes warnings of the proxy, the newest last
   */
  record Content(
      List<LiveFlow> all,
      List<LiveFlow> shown,
      LiveCounts counts,
      Optional<FlowDetails> chosen,
      List<String> notes,
      Instant now) {}

  /** How many flows fit below each other. */
  int tableRows() {
    return Math.max(1, height - 3 - paneRows() - (paneRows() > 0 ? 1 : 0) - 1);
  }

  private int paneRows() {
    boolean room = columns >= PANE_FROM && height >= PANE_ROWS + LEAST_ROWS;
    return room ? PANE_ROWS : 0;
  }

  /** As many lines as the terminal has. */
  List<String> lines(Content content, ViewState state) {
    List<String> lines = new ArrayList<>();
    lines.add(head(content));
    switch (state.page()) {
      case HELP -> page(help(), state, lines);
      case DETAILS -> {
        Optional<LiveFlow> flow = state.chosenIn(content.shown());
        SelectedPane pane = new SelectedPane(theme, columns - 4);
        page(flow.map(f -> pane.page(f, content.chosen())).orElse(List.of()), state, lines);
      }
      case FLOWS -> flows(content, state, lines);
    }
    lines.add(rule("└", "┘", ""));
    lines.add(foot(content, state));
    return lines.subList(0, Math.min(lines.size(), height));
  }

  private void flows(Content content, ViewState state, List<String> lines) {
    boolean map = state.map() && columns >= MAP_FROM;
    if (paneRows() > 0) {
      int left = map ? (columns - 3) * 5 / 9 : 0;
      int right = columns - 2 - (map ? left + 1 : 0) - 2;
      List<TextRow> mapRows =
          map
              ? new MapPane(theme, left - 2).rows(LiveMap.of(content.shown()), paneRows())
              : List.of();
      List<TextRow> pane =
          state
              .chosenIn(content.shown())
              .map(flow -> new SelectedPane(theme, right).rows(flow, content.chosen()))
              .orElse(List.of(TextRow.of(Role.DIM, nothing(content))));
      for (int i = 0; i < paneRows(); i++) {
        String first = map ? " " + at(mapRows, i).fit(left - 2, theme) + " " + bar() : "";
        lines.add(bar() + first + " " + at(pane, i).fit(right, theme) + " " + bar());
      }
      lines.add(rule("├", "┤", ""));
    }
    FlowTable table = new FlowTable(theme, zone, columns - 4);
    int rows = tableRows() + 1;
    for (TextRow row : table.rows(content.shown(), state.indexIn(content.shown()), rows)) {
      lines.add(bar() + " " + row.fit(columns - 4, theme) + " " + bar());
    }
  }

  private static String nothing(Content content) {
    return content.all().isEmpty() ? "no flow yet" : "the filter lets no flow through";
  }

  private void page(List<TextRow> rows, ViewState state, List<String> lines) {
    int room = height - 3;
    state.scrolledAtMost(rows.size() - room);
    for (int i = 0; i < room; i++) {
      TextRow row = at(rows, i + state.scrolled());
      lines.add(bar() + " " + row.fit(columns - 4, theme) + " " + bar());
    }
  }

  private static TextRow at(List<TextRow> rows, int index) {
    return index < rows.size() ? rows.get(index) : TextRow.EMPTY;
  }

  private List<TextRow> help() {
    List<TextRow> rows = new ArrayList<>();
    rows.add(TextRow.of(Role.STRONG, "Keys"));
    for (Key key : Key.values()) {
      if (!key.label().isEmpty()) {
        rows.add(TextRow.of("  ").and(Role.HINT, key.label()).upTo(10).and(key.meaning()));
      }
    }
    rows.add(TextRow.EMPTY);
    for (String line : intro) {
      TextLayout.wrap(Printable.escape(line), columns - 4).forEach(w -> rows.add(TextRow.of(w)));
    }
    return rows;
  }

  private String head(Content content) {
    List<String> words = new ArrayList<>(List.of("tlsdiag proxy"));
    words.addAll(facts);
    String clock = CLOCK.withZone(zone).format(content.now());
    String end = " " + clock + " " + line() + " q quit  ? help ";
    String text = " " + String.join(" " + line() + " ", words) + " ";
    int room = columns - 2 - Printable.width(end) - 1;
    String start = Printable.cut(text, Math.max(0, room), theme.ellipsis());
    String filled =
        start + line().repeat(Math.max(0, columns - 2 - Printable.width(start + end))) + end;
    return corner("┌") + Printable.cut(filled, columns - 2, theme.ellipsis()) + corner("┐");
  }

  /** Without the last column, behind which some terminals scroll. */
  private String foot(Content content, ViewState state) {
    if (state.typed().isPresent()) {
      TextRow typed = TextRow.of(Role.STRONG, "/").and(Printable.escape(state.typed().get()));
      TextRow row = typed.and(Role.STRONG, theme.unicode() ? "▏" : "_");
      return row.and(Role.BAD, "  " + Printable.escape(state.problem())).fit(columns - 1, theme);
    }
    if (!state.message().isEmpty()) {
      return TextRow.of(Role.HINT, Printable.escape(state.message())).fit(columns - 1, theme);
    }
    TextRow row = state.frozen() ? TextRow.of(Role.ODD, "FROZEN  ") : TextRow.EMPTY;
    String filter = state.described();
    row =
        filter.isEmpty()
            ? row.and(Role.DIM, "/ filter  ")
            : row.and(Role.HINT, "/" + Printable.escape(filter) + "  ");
    row = counts(row, content);
    if (!content.notes().isEmpty()) {
      String last = content.notes().get(content.notes().size() - 1);
      row = row.and(Role.ODD, Printable.escape(last));
    } else {
      row = row.and(activity(content)).and(Role.DIM, " last 60 s");
    }
    return row.fit(columns - 1, theme);
  }

  private TextRow counts(TextRow before, Content content) {
    LiveCounts counts = content.counts();
    TextRow row = before.and(counts.total() + (counts.total() == 1 ? " flow  " : " flows  "));
    if (counts.failed() > 0) {
      row = row.and(Role.BAD, counts.failed() + " failed  ");
    }
    if (counts.denied() > 0) {
      row = row.and(Role.BAD, counts.denied() + " denied  ");
    }
    if (counts.warning() > 0) {
      row = row.and(Role.ODD, counts.warning() + " with a warning  ");
    }
    return counts.gone() > 0 ? row.and(Role.DIM, counts.gone() + " gone  ") : row;
  }

  /** Twelve bars of five seconds each. */
  private TextRow activity(Content content) {
    String signs = theme.unicode() ? BARS : ASCII_BARS;
    List<LiveActivity.Second> seconds = LiveActivity.of(content.all(), content.now()).seconds();
    int[] sums = new int[12];
    int[] bad = new int[12];
    for (int i = 0; i < LiveActivity.SECONDS; i++) {
      sums[i / 5] += seconds.get(i).all();
      bad[i / 5] += seconds.get(i).bad();
    }
    int most = 1;
    for (int sum : sums) {
      most = Math.max(most, sum);
    }
    TextRow row = TextRow.EMPTY;
    for (int i = 0; i < sums.length; i++) {
      int level = sums[i] == 0 ? 0 : Math.max(1, sums[i] * (signs.length() - 1) / most);
      String sign = signs.substring(level, level + 1);
      row = bad[i] > 0 ? row.and(Role.BAD, sign) : row.and(sign);
    }
    return row;
  }

  private String line() {
    return theme.unicode() ? "─" : "-";
  }

  private String bar() {
    return theme.unicode() ? "│" : "|";
  }

  private String corner(String sign) {
    return theme.unicode() ? sign : "+";
  }

  private String rule(String left, String right, String text) {
    String filled = text + line().repeat(Math.max(0, columns - 2 - text.length()));
    return corner(left) + filled + corner(right);
  }
}
