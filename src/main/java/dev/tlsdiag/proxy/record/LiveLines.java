package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.RecordWeight;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.proxy.core.cilium.VerdictSink;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;

/**
 * One line a record for people and {@code grep}, in the manner of hubble's compact output:
 *
 * <pre>
 * Nov 20 12:01:57.527: proxy 10.0.0.5:34074 -> server 10.0.0.9:8444 (no sni) tls FAILED (1.2->- no answer in 4.0 s) #2 for #1
 * </pre>
 */
public final class LiveLines extends WrittenOutput<Object> implements RecordSink, VerdictSink {
  private static final int FULL = 1 << 15;

  /**
   * @param out stays open
   */
  public LiveLines(OutputStream out, Theme theme, ZoneId zone, Redaction redaction) {
    super(
        "stdout",
        "lines",
        new WriterThread<>(
            "lines", WriterThread.USUAL_CAPACITY, new Lines(out, theme, zone, redaction)));
  }

  @Override
  public void onLeg(LegRecord leg) {
    writer.offer(leg, RecordWeight.of(leg));
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {
    writer.offer(exchange, RecordWeight.of(exchange));
  }

  @Override
  public void onVerdict(VerdictRecord verdict) {
    writer.offer(verdict, verdict.weight());
  }

  private static final class Lines implements WriterThread.Drain<Object> {
    private final TextBuffer out;
    private final LegLine legs;
    private final ExchangeLine exchanges;
    private final VerdictLine verdicts;

    Lines(OutputStream stream, Theme theme, ZoneId zone, Redaction redaction) {
      out = new TextBuffer(requireNonNull(stream, "stream is null"));
      legs = new LegLine(out, theme, zone);
      exchanges = new ExchangeLine(out, theme, zone, redaction);
      verdicts = new VerdictLine(out, theme, zone, redaction);
    }

    @Override
    public boolean write(Object item) throws IOException {
      if (item instanceof LegRecord leg) {
        legs.write(leg);
      } else if (item instanceof VerdictRecord verdict) {
        verdicts.write(verdict);
      } else {
        exchanges.write((ExchangeRecord) item);
      }
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
      out.flush();
    }
  }
}
