package dev.tlsdiag.recall;

import dev.tlsdiag.report.BisectText;
import dev.tlsdiag.report.DetailRenderer;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.ProbeText;
import dev.tlsdiag.report.SummaryText;
import dev.tlsdiag.report.TableRenderer;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.check.CheckText;
import dev.tlsdiag.report.html.CheckPage;
import dev.tlsdiag.report.html.ReportPage;
import dev.tlsdiag.trace.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** A result in every form that it has for people. */
final class Shown {
  private static final Theme THEME = new Theme(false, true);
  private static final int COLUMNS = 100;

  private Shown() {}

  static String text(String json) throws NoResultException {
    Recall recall = Recall.of(json.getBytes(StandardCharsets.UTF_8));
    try {
      StringBuilder out = new StringBuilder();
      render(recall, out);
      return out.append(recall.text().compact()).append(recall.text().pretty()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void render(Recall recall, StringBuilder out) throws IOException {
    if (recall.result() instanceof Result.OfReport of) {
      new TerminalRenderer(THEME, COLUMNS, true, true).render(of.report(), out);
      new TerminalRenderer(THEME, COLUMNS, false, false).render(of.report(), out);
      out.append(ReportPage.of(of.report(), Optional.empty()).text());
    } else if (recall.result() instanceof Result.OfHandshakes of) {
      handshakes(of.listing(), out);
    } else if (recall.result() instanceof Result.OfChecks of) {
      new CheckText(THEME, COLUMNS, true)
          .lines(of.report())
          .forEach(line -> out.append(line).append('\n'));
      out.append(CheckPage.text(of.report(), recall.text().compact(), /* indexed= */ false));
    } else if (recall.result() instanceof Result.OfProbes of) {
      new ProbeText(THEME, COLUMNS, true, true).render(of.reports(), out);
    } else if (recall.result() instanceof Result.OfBisection of) {
      new BisectText(THEME, COLUMNS, true).render(of.report(), out);
    }
  }

  private static void handshakes(Listing listing, StringBuilder out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer buffer = new TextBuffer(bytes);
    List<HandshakeRenderer> renderers =
        List.of(
            new TableRenderer(
                buffer, listing.names(), THEME, COLUMNS, new SummaryText(/* again= */ false)),
            new DetailRenderer(buffer, listing.names(), ZoneOffset.UTC, THEME, true));
    for (HandshakeRenderer renderer : renderers) {
      renderer.begin();
      for (Handshake handshake : listing.handshakes()) {
        renderer.render(handshake);
      }
      renderer.end(listing.summary());
    }
    buffer.flush();
    out.append(bytes.toString(StandardCharsets.UTF_8));
  }
}
