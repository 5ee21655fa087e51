package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns under a header, as {@code hubble observe -o table} prints them: without colour, because
 * Hubble's has none. The widths are those of the first rows; where a later one is wider, its column
 * grows from there on, so that a table of any length takes no more memory.
 */
final class FlowTable implements FlowRenderer {
  private static final int ROWS_AT_ONCE = 1000;
  private static final int GAP = 3;

  private final TextBuffer out;
  private final FlowStyle style;
  private final FlowText text;
  private final List<List<String>> rows = new ArrayList<>();
  private final int[] widths;

  FlowTable(OutputStream out, FlowStyle style) {
    this.out = new TextBuffer(out);
    this.style = requireNonNull(style, "style is null");
    text =
        new FlowText(
            new FlowStyle(
                Theme.ASCII, style.time(), style.nodeNames(), style.policyNames(), style.names()));
    List<String> header = new ArrayList<>(List.of("TIMESTAMP", "NODE"));
    if (!style.nodeNames()) {
      header.remove(1);
    }
    header.addAll(List.of("SOURCE", "DESTINATION", "TYPE", "VERDICT", "SUMMARY"));
    widths = new int[header.size()];
    rows.add(header);
  }

  @Override
  public void render(FlowRecord flow) throws IOException {
    List<String> row = new ArrayList<>();
    row.add(text.time(flow));
    if (style.nodeNames()) {
      row.add(Printable.name(flow.nodeName()));
    }
    row.add(text.host(flow, true));
    row.add(text.host(flow, false));
    row.add(FlowText.type(flow));
    row.add(text.verdict(flow));
    row.add(text.summary(flow));
    add(row);
  }

  @Override
  public void render(LostEvents lost) throws IOException {
    List<String> row = new ArrayList<>();
    row.add(lost.time().isPresent() ? style.time().text(lost.time()) : "");
    if (style.nodeNames()) {
      row.add(Printable.name(lost.nodeName()));
    }
    row.add(Printable.name(lost.source()));
    row.add("");
    row.add("EVENTS LOST");
    row.add("");
    row.add("CPU(" + lost.cpu().orElse(0) + ") - " + lost.count());
    add(row);
  }

  private void add(List<String> row) throws IOException {
    rows.add(row);
    if (rows.size() >= ROWS_AT_ONCE) {
      write();
    }
  }

  private void write() throws IOException {
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Printable.width(row.get(i)));
      }
    }
    for (List<String> row : rows) {
      int last = row.size() - 1;
      for (int i = 0; i < last; i++) {
        String cell = row.get(i);
        out.text(cell).repeat(' ', widths[i] - Printable.width(cell) + GAP);
      }
      out.text(row.get(last)).add('\n');
      out.rowDone();
    }
    rows.clear();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end() throws IOException {
    write();
    out.flush();
  }
}
