package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.HelloOutline;
import dev.tlsdiag.tls.OutlineRow;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.SentHello;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;

/** Everything about a handshake, with the bytes of its ClientHello field by field. */
public final class DetailRenderer implements HandshakeRenderer {
  private static final int LABEL_COLUMNS = 14;

  private final TextBuffer out;
  private final AddressNames names;
  private final Theme theme;
  private final ZoneId zone;
  private final HexRows hex;

  /**
   * @param zone of the times shown
   * @param allBytes whether long values are shown to their last byte
   */
  public DetailRenderer(
      TextBuffer out, AddressNames names, ZoneId zone, Theme theme, boolean allBytes) {
    this.out = requireNonNull(out, "out is null");
    this.names = requireNonNull(names, "names is null");
    this.theme = requireNonNull(theme, "theme is null");
    this.zone = requireNonNull(zone, "zone is null");
    this.hex = new HexRows(out, theme, allBytes);
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    Mark mark = Mark.of(handshake);
    out.add('\n').add(' ').ascii(theme.start(Role.STRONG)).add('#').number(handshake.number());
    out.ascii(theme.end()).ascii("  ");
    out.text(theme.paint(mark.role(), theme.sign(mark) + OutcomeWords.of(handshake)));
    out.ascii("\n\n");
    HandshakeFacts.of(handshake, names, zone).forEach(this::row);
    handshake.sent().ifPresent(this::bytes);
    out.rowDone();
  }

  private void bytes(SentHello sent) {
    if (sent.message().isEmpty()) {
      out.ascii("\n The bytes of the ClientHello are not known here: its JSON has them where\n");
      out.ascii(" tlsdiag capture -V -o json wrote it.\n");
      return;
    }
    out.ascii("\n ClientHello, ").number(sent.message().length()).ascii(" bytes in ");
    out.ascii(count(sent.segments(), "packet")).ascii(" and ");
    out.ascii(count(sent.records(), "record")).add('\n');
    List<OutlineRow> rows = HelloOutline.of(sent.message());
    for (int i = 0; i < rows.size(); i++) {
      boolean group = i + 1 < rows.size() && rows.get(i + 1).depth() > rows.get(i).depth();
      hex.row(rows.get(i), group, sent.message());
    }
  }

  private static String count(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private void row(HandshakeFacts.Fact fact) {
    out.add(' ').ascii(theme.start(Role.DIM)).ascii(fact.label()).ascii(theme.end());
    out.repeat(' ', LABEL_COLUMNS - fact.label().length());
    boolean missing = fact.role() == Role.BAD;
    out.text(missing ? theme.paint(Role.BAD, fact.text()) : fact.text()).add('\n');
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    out.flush();
  }
}
