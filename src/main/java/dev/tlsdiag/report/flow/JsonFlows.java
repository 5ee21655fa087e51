package dev.tlsdiag.report.flow;

import dev.tlsdiag.mesh.hubble.FlowJson;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.LostEvents;
import java.io.IOException;
import java.io.OutputStream;

/** One object a line, as {@code hubble observe -o json} prints them. */
final class JsonFlows implements FlowRenderer {
  private final OutputStream out;
  private final FlowJson json;

  JsonFlows(OutputStream out) throws IOException {
    this.out = out;
    json = new FlowJson(out);
  }

  @Override
  public void render(FlowRecord flow) throws IOException {
    json.write(flow);
  }

  @Override
  public void render(LostEvents lost) throws IOException {
    json.write(lost);
  }

  @Override
  public void flush() throws IOException {
    json.flush();
    out.flush();
  }

  @Override
  public void end() throws IOException {
    flush();
  }
}
