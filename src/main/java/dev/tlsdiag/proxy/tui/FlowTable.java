package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.SentName;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * The flows, one a line, with the chosen one marked.
 *
 * @param columns of the terminal that it may take
 */
record FlowTable(Theme theme, ZoneId zone, int columns) {
  private static final int TIME = 8;
  private static final int STATUS = 7;
  private static final int VERSION = 3;
  private static final int FULL_FROM = 72;

  /** Title and rows from this one on. */
  List<TextRow> rows(List<LiveFlow> flows, int chosen, int height) {
    List<TextRow> rows = new ArrayList<>();
    rows.add(title());
    int room = Math.max(1, height - 1);
    int first = Math.max(0, Math.min(chosen - room / 2, flows.size() - room));
    for (int i = first; i < Math.min(flows.size(), first + room); i++) {
      rows.add(row(flows.get(i), i == chosen));
    }
    while (rows.size() < height) {
      rows.add(TextRow.EMPTY);
    }
    return rows;
  }

  private boolean full() {
    return columns >= FULL_FROM;
  }

  private int verdict() {
    return full() ? Math.max(14, columns / 4) : Math.max(10, columns / 3);
  }

  /** What is left is shared: of FROM, TO and the two names, or of TO alone. */
  private int name() {
    int fixed = 2 + TIME + 1 + verdict();
    return full()
        ? Math.max(6, (columns - fixed - STATUS - VERSION - 6 * 1 - from()) / 3)
        : columns - fixed - 1;
  }

  private int from() {
    return Math.max(6, columns / 12);
  }

  private TextRow title() {
    TextRow row = cell(TextRow.of("  "), Role.DIM, "TIME", TIME);
    if (full()) {
      row = cell(row, Role.DIM, "FROM", from());
    }
    row = cell(row, Role.DIM, "TO", name());
    if (full()) {
      row = cell(row, Role.DIM, "SNI LEG 1", name());
      row = cell(row, Role.DIM, "SNI LEG 2", name());
      row = cell(row, Role.DIM, "TLS", VERSION);
      row = cell(row, Role.DIM, "STATUS", STATUS);
    }
    return row.and(Role.DIM, "VERDICT");
  }

  private TextRow row(LiveFlow flow, boolean chosen) {
    String mark = theme.unicode() ? "▸ " : "> ";
    TextRow row = chosen ? TextRow.of(Role.STRONG, mark) : TextRow.of("  ");
    row = cell(row, Role.DIM, FlowCells.time(flow, zone), TIME);
    if (full()) {
      row = cell(row, null, Printable.escape(flow.from()), from());
    }
    row = cell(row, chosen ? Role.STRONG : null, FlowCells.to(flow), name());
    if (full()) {
      row = name(row, flow.downstreamName());
      row = name(row, flow.upstreamName());
      row = cell(row, null, FlowCells.version(flow, theme), VERSION);
      row = cell(row, null, FlowCells.status(flow, theme), STATUS);
    }
    return row.and(FlowCells.role(flow.verdict()), FlowCells.verdict(flow, theme));
  }

  private TextRow name(TextRow row, SentName sent) {
    Role role = sent.state() == SentName.State.ABSENT ? Role.BAD : null;
    return cell(row, role, FlowCells.name(sent, theme), name());
  }

  /** One blank behind it. */
  private TextRow cell(TextRow row, Role role, String text, int width) {
    String shown = Printable.shorten(text, width, theme.ellipsis());
    int start = row.width();
    TextRow with = role == null ? row.and(shown) : row.and(role, shown);
    return with.upTo(start + width + 1);
  }
}
