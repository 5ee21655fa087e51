package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.TextLines;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Whatever a text holds: no exception comes out of a reader, and what it gives can be written. */
class FlowFuzz {
  private static final FlowSink SINK =
      (flow, line) -> {
        FlowJson.text(flow);
        FlowSightings.of(flow, new Evidence.LogLine("f", line))
            .ifPresent(sighting -> requireNonNull(sighting.what()));
      };

  @FuzzTest(maxDuration = "60s")
  void json(byte[] text) {
    read(new FlowReader(SINK), text);
  }

  @FuzzTest(maxDuration = "60s")
  void text(byte[] text) {
    read(new FlowTextReader(SINK, Instant.EPOCH, Redaction.ON), text);
  }

  @FuzzTest(maxDuration = "60s")
  void monitor(byte[] text) {
    read(new MonitorReader(SINK), text);
  }

  @FuzzTest(maxDuration = "60s")
  void any(byte[] text) {
    read(new FlowLineReader(SINK, Instant.EPOCH, Redaction.ON), text);
  }

  /** Filters as hubble takes them with {@code --allowlist}. */
  @FuzzTest(maxDuration = "60s")
  void filter(byte[] text) {
    try {
      FlowFilterJson.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }

  private static void read(LineReader reader, byte[] text) {
    TextLines lines = new TextLines(reader);
    lines.onBytes(text, 0, text.length);
    lines.onEnd();
    reader.tally();
  }
}
