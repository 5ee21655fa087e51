package dev.tlsdiag.report.flow;

import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.LostEvents;
import java.io.IOException;

/** Writes flows in one form. The stream behind it stays open. */
public interface FlowRenderer {
  void render(FlowRecord flow) throws IOException;

  /** Hubble says so among its flows, so it is shown among them. */
  void render(LostEvents lost) throws IOException;

  /** What was written so far can be seen. */
  void flush() throws IOException;

  /** There is no more; flushes. */
  void end() throws IOException;
}
