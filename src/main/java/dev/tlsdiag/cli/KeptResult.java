package dev.tlsdiag.cli;

import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * What a command found, in the form of {@code -o json}, for whom it may be asked afterwards: the
 * shell's {@code $}. It is made when it is asked for.
 */
@FunctionalInterface
public interface KeptResult {
  /** Of a stream of handshakes so many are kept. */
  int MOST_ROWS = 5000;

  /** The document. */
  String json() throws IOException;

  /** Takes them. */
  @FunctionalInterface
  interface Keeper {
    /** Instead of what was kept before. */
    void keep(KeptResult result);
  }

  /** Does nothing where nobody keeps what this writer's commands find. */
  static void offer(PrintWriter out, KeptResult result) {
    ResultStream.keeper(out).ifPresent(keeper -> keeper.keep(result));
  }

  /** Renders with the first, and with the second as long as there are not too many. */
  final class Both implements HandshakeRenderer {
    private final HandshakeRenderer shown;
    private final HandshakeRenderer kept;
    private int count;

    Both(HandshakeRenderer shown, HandshakeRenderer kept) {
      this.shown = shown;
      this.kept = kept;
    }

    @Override
    public void begin() throws IOException {
      shown.begin();
      kept.begin();
    }

    @Override
    public void render(Handshake handshake) throws IOException {
      shown.render(handshake);
      if (count++ < MOST_ROWS) {
        kept.render(handshake);
      }
    }

    @Override
    public void flush() throws IOException {
      shown.flush();
    }

    @Override
    public void end(CaptureSummary summary) throws IOException {
      shown.end(summary);
      kept.end(summary);
    }
  }
}
