package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.time.ZoneId;

/**
 * One line a handshake in the manner of hubble's compact output, ASCII only:
 *
 * <pre>
 * Nov 20 12:01:57.527: 10.0.0.5:34074 -> 10.0.0.9:8444 (no sni) tls FAILED (1.2->- no answer in 4.0 s) #4
 * </pre>
 *
 * <p>The number at the end is the one that {@code --show} takes. Widths are those of the values:
 * lines are for {@code grep} and {@code cut}, not for the eye.
 */
public final class CompactRenderer implements HandshakeRenderer {
  private final TextBuffer out;
  private final AddressNames names;
  private final TimeText time;
  private final CompactHandshake words;
  private boolean showsFiles;

  /** {@code zone} is that of the times shown. */
  public CompactRenderer(TextBuffer out, AddressNames names, ZoneId zone, Theme theme) {
    this.out = requireNonNull(out, "out is null");
    this.names = requireNonNull(names, "names is null");
    this.time = new TimeText(zone);
    this.words = new CompactHandshake(out, theme);
  }

  /** Lines tell their file from now on. */
  public void showFiles() {
    showsFiles = true;
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    time.hubble(handshake.time(), out);
    out.ascii(": ").text(names.text(handshake.client()));
    out.ascii(" -> ").text(names.text(handshake.server()));
    words.serverName(handshake);
    words.outcome(handshake);
    out.ascii(") #").number(handshake.number());
    if (showsFiles) {
      out.ascii(" in ").text(Printable.escape(handshake.file()));
    }
    out.add('\n');
    out.rowDone();
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
