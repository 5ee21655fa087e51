package dev.tlsdiag.cli;

import dev.tlsdiag.recall.Listing;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.CompactRenderer;
import dev.tlsdiag.report.DetailRenderer;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.SummaryText;
import dev.tlsdiag.report.TableRenderer;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;

/** Handshakes that were read back, in the forms that {@code capture} has for people. */
record ShownHandshakes(Listing listing, Theme theme, boolean compact, boolean verbose) {
  /**
   * @param number of the only one that is wanted; null for all
   */
  void print(Integer number, PrintWriter writer) throws IOException {
    List<Handshake> wanted =
        listing.handshakes().stream()
            .filter(handshake -> number == null || handshake.number() == number)
            .toList();
    if (number != null && wanted.isEmpty()) {
      throw CommandException.usage("no handshake has the number '%d'".formatted(number));
    }
    TextBuffer out = new TextBuffer(ResultStream.bytesOf(writer));
    HandshakeRenderer renderer = renderer(number != null || verbose, out);
    renderer.begin();
    String file = "";
    for (Handshake handshake : wanted) {
      if (!handshake.file().equals(file)) {
        file = handshake.file();
        startOfFile(file, renderer);
      }
      renderer.render(handshake);
    }
    renderer.end(listing.summary());
    out.flush();
  }

  /** The times of the table count from a file's first packet. */
  private void startOfFile(String file, HandshakeRenderer renderer) {
    if (renderer instanceof TableRenderer table) {
      listing.summary().files().stream()
          .filter(each -> each.name().equals(file))
          .flatMap(each -> each.first().stream())
          .findFirst()
          .ifPresent(table::startOfFile);
    }
  }

  private HandshakeRenderer renderer(boolean detail, TextBuffer out) {
    ZoneId zone = ZoneId.systemDefault();
    boolean severalFiles =
        listing.inputs().size() > 1
            || listing.summary().files().stream().map(CaptureSummary.File::name).count() > 1;
    if (detail) {
      return new DetailRenderer(out, listing.names(), zone, theme, verbose);
    }
    if (compact) {
      CompactRenderer renderer = new CompactRenderer(out, listing.names(), zone, theme);
      if (severalFiles) {
        renderer.showFiles();
      }
      return renderer;
    }
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    TableRenderer renderer =
        new TableRenderer(
            out,
            listing.names(),
            theme,
            CaptureRenderers.columns(terminal),
            new SummaryText(/* again= */ false));
    if (severalFiles) {
      renderer.showFiles();
    }
    return renderer;
  }
}
