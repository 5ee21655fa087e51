package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One line a flow, as {@code hubble observe} prints them. Of a packet on its way back the sides are
 * turned round: the client always stands on the left.
 */
final class CompactFlows implements FlowRenderer {
  private final TextBuffer out;
  private final FlowStyle style;
  private final FlowText text;

  CompactFlows(OutputStream out, FlowStyle style) {
    this.out = new TextBuffer(out);
    this.style = requireNonNull(style, "style is null");
    text = new FlowText(style);
  }

  @Override
  public void render(FlowRecord flow) throws IOException {
    boolean back = flow.reply();
    out.ascii(text.time(flow));
    if (style.nodeNames()) {
      out.ascii(" [").text(Printable.name(flow.nodeName())).add(']');
    }
    out.ascii(": ").text(text.host(flow, !back)).add(' ');
    out.ascii(text.identity(flow, !back));
    out.ascii(flow.isReply().isEmpty() ? " <> " : back ? " <- " : " -> ");
    out.text(text.host(flow, back)).add(' ');
    out.ascii(text.identity(flow, back)).add(' ');
    out.text(FlowText.type(flow)).add(' ').text(text.verdict(flow));
    out.ascii(" (").text(text.summary(flow)).ascii(")\n");
    out.rowDone();
  }

  @Override
  public void render(LostEvents lost) throws IOException {
    out.ascii(style.time().text(lost.time())).ascii(" EVENTS LOST: ");
    out.text(Printable.name(lost.source()));
    out.ascii(" CPU(").number(lost.cpu().orElse(0)).ascii(") ").number(lost.count());
    if (lost.first().isPresent() || lost.last().isPresent()) {
      out.ascii(" (first: ").ascii(style.time().text(lost.first()));
      out.ascii(", last: ").ascii(style.time().text(lost.last())).add(')');
    }
    out.add('\n').rowDone();
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
