package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.FlowJson;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.proxy.core.cilium.VerdictSink;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** Verdicts as {@code hubble observe -o json} prints them, one a line. */
public final class FlowFile implements VerdictSink, Output {
  private final String name;
  private final WriterThread<VerdictRecord> writer;

  /**
   * Writes to a stream.
   *
   * @param out closed at the end
   */
  public FlowFile(String name, OutputStream out, Redaction redaction) throws IOException {
    this.name = requireNonNull(name, "name is null");
    writer = new WriterThread<>("flows", WriterThread.USUAL_CAPACITY, new Lines(out, redaction));
  }

  @Override
  public void onVerdict(VerdictRecord verdict) {
    writer.offer(verdict, verdict.weight());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String unit() {
    return "flows";
  }

  @Override
  public void finish(Duration patience) {
    writer.finish(patience);
  }

  @Override
  public long lost() {
    return writer.dropped();
  }

  @Override
  public Optional<IOException> problem() {
    return writer.failure();
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
