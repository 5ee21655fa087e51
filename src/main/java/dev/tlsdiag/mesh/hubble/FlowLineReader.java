package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.trace.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads flows in whatever form they come: Hubble's JSON, its text forms, {@code cilium monitor},
 * records of {@code tlsdiag proxy}. Each line goes to the reader that it looks like; once JSON has
 * begun, all of it goes to the same one.
 */
public final class FlowLineReader implements LineReader {
  private static final int LOOKED_AT = 4096;

  private final FlowReader hubble;
  private final MonitorReader monitor;
  private final ProxyEventReader events;
  private final FlowTextReader text;
  private Optional<LineReader> json = Optional.empty();

  /**
   * @param latest for times without a year, see {@link StampTime}
   */
  public FlowLineReader(FlowSink sink, Instant latest, Redaction redaction) {
    requireNonNull(sink, "sink is null");
    hubble = new FlowReader(sink, redaction);
    monitor = new MonitorReader(sink, redaction);
    events = new ProxyEventReader(sink, redaction);
    text = new FlowTextReader(sink, latest, redaction);
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    int start = from;
    while (start < to && (buffer[start] == ' ' || buffer[start] == '\t')) {
      start++;
    }
    if (start == to) {
      return;
    }
    if (buffer[start] == '{') {
      if (json.isEmpty()) {
        String head =
            new String(buffer, start, Math.min(to - start, LOOKED_AT), StandardCharsets.UTF_8);
        json =
            Optional.of(
                MonitorReader.isJson(head)
                    ? monitor
                    : ProxyEventReader.isEvent(head) ? events : hubble);
      }
      json.get().onLine(buffer, start, to, number);
      return;
    }
    boolean ofMonitor =
        MonitorReader.isLine(
            new String(buffer, start, Math.min(to - start, 32), StandardCharsets.UTF_8));
    (ofMonitor ? monitor : text).onLine(buffer, from, to, number);
  }

  @Override
  public void onEnd() {
    text.onEnd();
  }

  /** Whether what was read so far was of {@code cilium monitor} rather than Hubble. */
  public boolean ofMonitor() {
    return monitor.tally().records() > hubble.tally().records() + text.tally().records();
  }

  @Override
  public ReadingTally tally() {
    return hubble.tally().plus(monitor.tally()).plus(events.tally()).plus(text.tally());
  }
}
