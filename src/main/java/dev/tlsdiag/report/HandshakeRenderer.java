package dev.tlsdiag.report;

import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.time.Instant;

/**
 * Writes handshakes one after the other, as they come. The calls are {@link #begin}, then {@link
 * #render} for each, then {@link #end}; the output stays open and belongs to the caller.
 */
public interface HandshakeRenderer {
  default void begin() throws IOException {}

  /** A capture begins, with its first packet at {@code first}: its times count from there. */
  default void startOfFile(Instant first) {}

  void render(Handshake handshake) throws IOException;

  /** Whatever was held back must be on the stream now: nothing more comes for a while. */
  void flush() throws IOException;

  void end(CaptureSummary summary) throws IOException;
}
