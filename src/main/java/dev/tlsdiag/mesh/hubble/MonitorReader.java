package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.trace.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what {@code cilium monitor} (newer: {@code cilium-dbg monitor}) prints: lines of the proxy
 * ({@code -t l7}), of drops, traces and policy verdicts, and their JSON ({@code -j}). None of them
 * has a time.
 */
public final class MonitorReader implements LineReader {
  /** What it says besides events. */
  private static final Pattern NOISE =
      Pattern.compile(
          "Listening for events.*|Press Ctrl-C.*|level=.*|time=.*|>> .*|CPU [0-9]+:.*|-{4,}|"
              + "Initializing .*|\\^\\^ conntrack .*");

  private final FlowSink sink;
  private final MonitorLine lines;
  private final MonitorJson json;
  private final Tally tally = new Tally();

  public MonitorReader(FlowSink sink) {
    this(sink, Redaction.ON);
  }

  public MonitorReader(FlowSink sink, Redaction redaction) {
    this.sink = requireNonNull(sink, "sink is null");
    lines = new MonitorLine(redaction);
    json = new MonitorJson(redaction);
  }

  /** Whether a line of JSON is one of {@code cilium monitor -j}. */
  static boolean isJson(String line) {
    return line.contains("\"srcEpID\"")
        || line.contains("\"srcLabel\"")
        || line.contains("\"type\":\"logRecord\"");
  }

  /** Whether a line looks like one of {@code cilium monitor}. */
  static boolean isLine(String line) {
    return line.startsWith("-> ")
        || line.startsWith("<- ")
        || line.startsWith("?? ")
        || line.startsWith("xx drop (")
        || line.startsWith("Policy verdict log: ")
        || NOISE.matcher(line).matches();
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to - from > FlowTextReader.LONGEST) {
      tally.onUnreadable(number, "longer than " + FlowTextReader.LONGEST + " bytes");
      return;
    }
    String line = new String(buffer, from, to - from, StandardCharsets.UTF_8).strip();
    if (line.isEmpty() || NOISE.matcher(line).matches()) {
      return;
    }
    Optional<FlowRecord> flow = line.startsWith("{") ? json.parse(line) : lines.parse(line);
    if (flow.isPresent()) {
      tally.onRecord();
      sink.onFlow(flow.get(), number);
    } else {
      tally.onUnreadable(number, "no line of cilium monitor");
    }
  }

  @Override
  public ReadingTally tally() {
    return tally.told(json.unknownFields());
  }
}
