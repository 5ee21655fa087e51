package dev.tlsdiag.proxy.record;

import dev.tlsdiag.mesh.hubble.FlowJson;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.proxy.core.cilium.VerdictSink;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Verdicts as {@code hubble observe -o json} prints them, one a line. */
public final class FlowFile extends WrittenOutput<VerdictRecord> implements VerdictSink {

  /**
   * Writes to a stream.
   *
   * @param out closed at the end
   */
  public FlowFile(String name, OutputStream out, Redaction redaction) throws IOException {
    super(
        name,
        "flows",
        new WriterThread<>("flows", WriterThread.USUAL_CAPACITY, new Lines(out, redaction)));
  }

  @Override
  public void onVerdict(VerdictRecord verdict) {
    writer.offer(verdict, verdict.weight());
  }

  private static final class Lines implements WriterThread.Drain<VerdictRecord> {
    private final OutputStream stream;
    private final FlowJson json;
    private final VerdictFlows flows;

    Lines(OutputStream out, Redaction redaction) throws IOException {
      stream = new BufferedOutputStream(out);
      json = new FlowJson(stream);
      flows = new VerdictFlows(redaction);
    }

    @Override
    public boolean write(VerdictRecord verdict) throws IOException {
      json.write(flows.of(verdict));
      return false;
    }

    @Override
    public long flush() throws IOException {
      json.flush();
      stream.flush();
      return 0;
    }

    @Override
    public void close() throws IOException {
      json.close();
      stream.close();
    }
  }
}
