package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.TextLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Keeps what a reader of flows gives out. */
public final class FlowLog implements FlowSink {
  public final List<FlowRecord> flows = new ArrayList<>();
  public final List<Long> lines = new ArrayList<>();
  public final List<LostEvents> lost = new ArrayList<>();
  public final List<NodeStatus> statuses = new ArrayList<>();

  @Override
  public void onFlow(FlowRecord flow, long line) {
    flows.add(flow);
    lines.add(line);
  }

  @Override
  public void onLost(LostEvents events, long line) {
    lost.add(events);
  }

  @Override
  public void onNodeStatus(NodeStatus status, long line) {
    statuses.add(status);
  }

  /** Reads all of a text. */
  public static FlowLog read(String text) {
    return read(text, FlowReader::new);
  }

  public static FlowLog read(String text, Function<FlowSink, LineReader> reader) {
    FlowLog log = new FlowLog();
    TextLines lines = new TextLines(reader.apply(log));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lines.onBytes(bytes, 0, bytes.length);
    lines.onEnd();
    return log;
  }

  public static String resource(String name) {
    try (InputStream in = FlowLog.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
