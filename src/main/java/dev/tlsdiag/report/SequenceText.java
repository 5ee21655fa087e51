package dev.tlsdiag.report;

import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import java.util.List;
import java.util.Locale;

/** The messages of the proxied path between the lines of its parties, the first one at 0 ms. */
record SequenceText(Theme theme, int columns) {
  private static final int TIME = 10;
  private static final int NARROWEST = 24;

  void lines(Report report, List<String> lines) {
    HopTrace trace = report.traces().get(report.traces().size() - 1);
    int width = Math.max(NARROWEST, (columns - TIME - 3) / trace.hops().size());
    StringBuilder parties = new StringBuilder(" ");
    parties.append(TextLayout.cell(trace.clientHop().from().role().label(), width, theme));
    for (Hop hop : trace.hops()) {
      parties.append(TextLayout.cell(party(hop.to()), width, theme));
    }
    lines.add(theme.paint(Role.STRONG, parties.toString()));
    for (Sequence.Message message : Sequence.of(trace)) {
      lines.add(line(message, trace.hops().size(), width));
    }
  }

  private static String party(Party party) {
    String port = party.endpoint().map(endpoint -> " :" + endpoint.port()).orElse("");
    return party.role().label() + port;
  }

  private String line(Sequence.Message message, int hops, int width) {
    String bar = theme.unicode() ? "│" : "|";
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < hops; i++) {
      line.append(bar)
          .append(i == message.hop() ? arrow(message, width - 1) : " ".repeat(width - 1));
    }
    line.append(bar);
    message
        .time()
        .ifPresent(
            time ->
                line.append(
                    String.format(
                        Locale.ROOT, "%8.1f ms", time.getSeconds() * 1e3 + time.getNano() / 1e6)));
    return line.toString();
  }

  private String arrow(Sequence.Message message, int width) {
    String dash = theme.unicode() ? "─" : "-";
    String text = TextLayout.plain(theme, Printable.escape(message.text()));
    String shown = " " + Printable.shorten(text, width - 6, theme.ellipsis()) + " ";
    int rest = Math.max(0, width - Printable.width(shown) - 3);
    String head =
        message.fromClient() ? (theme.unicode() ? "▶" : ">") : theme.unicode() ? "◀" : "<";
    return message.fromClient()
        ? dash.repeat(2) + shown + dash.repeat(rest) + head
        : head + dash + shown + dash.repeat(rest + 1);
  }
}
