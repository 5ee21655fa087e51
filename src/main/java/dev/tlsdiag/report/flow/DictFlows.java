package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.io.OutputStream;

/** One line a column, as {@code hubble observe -o dict} prints them. */
final class DictFlows implements FlowRenderer {
  private final TextBuffer out;
  private final FlowStyle style;
  private final FlowText text;
  private boolean first = true;

  DictFlows(OutputStream out, FlowStyle style) {
    this.out = new TextBuffer(out);
    this.style = requireNonNull(style, "style is null");
    text = new FlowText(style);
  }

  @Override
  public void render(FlowRecord flow) throws IOException {
    begin();
    row("  TIMESTAMP: ", text.time(flow));
    if (style.nodeNames()) {
      row("       NODE: ", Printable.name(flow.nodeName()));
    }
    row("     SOURCE: ", text.host(flow, true));
    row("DESTINATION: ", text.host(flow, false));
    row("       TYPE: ", FlowText.type(flow));
    row("    VERDICT: ", text.verdict(flow));
    row("    SUMMARY: ", text.summary(flow));
    out.rowDone();
  }

  @Override
  public void render(LostEvents lost) throws IOException {
    begin();
    row("  TIMESTAMP: ", lost.time().isPresent() ? style.time().text(lost.time()) : "");
    if (style.nodeNames()) {
      row("       NODE: ", Printable.name(lost.nodeName()));
    }
    row("     SOURCE: ", Printable.name(lost.source()));
    row("       TYPE: ", "EVENTS LOST");
    row("    VERDICT: ", "");
    row("    SUMMARY: ", "CPU(" + lost.cpu().orElse(0) + ") - " + lost.count());
    out.rowDone();
  }

  private void begin() {
    if (!first) {
      out.ascii("------------\n");
    }
    first = false;
  }

  private void row(String key, String value) {
    out.ascii(key).text(value).add('\n');
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
