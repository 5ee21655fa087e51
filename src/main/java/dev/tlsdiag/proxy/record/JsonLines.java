package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.RecordWeight;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object a line for every record, flushed whenever nothing waits. */
public final class JsonLines extends WrittenOutput<Object> implements RecordSink {
  private static final int FULL = 1 << 15;

  /**
   * @param out closed at the end
   */
  public JsonLines(String name, OutputStream out, Redaction redaction) {
    super(
        name,
        "records",
        new WriterThread<>("events", WriterThread.USUAL_CAPACITY, new Lines(out, redaction)));
  }

  @Override
  public void onLeg(LegRecord leg) {
    writer.offer(leg, RecordWeight.of(leg));
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {
    writer.offer(exchange, RecordWeight.of(exchange));
  }

  private static final class Lines implements WriterThread.Drain<Object> {
    private final OutputStream stream;
    private final TextBuffer out;
    private final JsonText json;
    private final EventJson events;

    Lines(OutputStream stream, Redaction redaction) {
      this.stream = requireNonNull(stream, "stream is null");
      out = new TextBuffer(stream);
      json = new JsonText(out);
      events = new EventJson(out, json, redaction);
    }

    @Override
    public boolean write(Object item) throws IOException {
      json.restart();
      if (item instanceof LegRecord leg) {
        events.connection(leg);
      } else {
        events.request((ExchangeRecord) item);
      }
      out.add('\n');
      boolean full = out.length() >= FULL;
      if (full) {
        out.flush();
      }
      return full;
    }

    @Override
    public long flush() throws IOException {
      out.flush();
      return 0;
    }

    @Override
    public void close() throws IOException {
      try (stream) {
        out.flush();
      }
    }
  }
}
