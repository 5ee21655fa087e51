package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Transport;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Handshakes as JSON, each written when it comes: as lines (one object a line, the last of them the
 * summary) or as one document. {@code capture.schema.json} describes both.
 */
public final class JsonRenderer implements HandshakeRenderer {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;
  private final AddressNames names;
  private final HandshakeJson handshakes;
  private final boolean lines;
  private final String version;
  private final List<String> inputs;
  private final TimeText time = new TimeText(ZoneOffset.UTC);

  private JsonRenderer(
      TextBuffer out,
      AddressNames names,
      HandshakeJson.Detail detail,
      boolean lines,
      String version,
      List<String> inputs) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
    this.names = names;
    this.handshakes = new HandshakeJson(out, json, names, detail);
    this.lines = lines;
    this.version = requireNonNull(version, "version is null");
    this.inputs = List.copyOf(inputs);
  }

  /** One object a line. */
  public static JsonRenderer lines(TextBuffer out, AddressNames names) {
    return new JsonRenderer(out, names, HandshakeJson.Detail.NONE, true, "", List.of());
  }

  /**
   * One document.
   *
   * @param version of tlsdiag
   * @param inputs as the user named them
   */
  public static JsonRenderer document(
      TextBuffer out, AddressNames names, String version, List<String> inputs) {
    return new JsonRenderer(out, names, HandshakeJson.Detail.NONE, false, version, inputs);
  }

  /** With the bytes of the hellos and certificates: all of a handshake can be read back then. */
  public JsonRenderer withBytes() {
    return new JsonRenderer(out, names, HandshakeJson.Detail.BYTES, lines, version, inputs);
  }

  /** The letter of JA4. */
  static char letter(Transport transport) {
    return switch (transport) {
      case TCP -> 't';
      case DTLS -> 'd';
      case QUIC -> 'q';
    };
  }

  @Override
  public void begin() {
    if (lines) {
      return;
    }
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION).key("tool").open('{');
    json.key("name").token("tlsdiag").key("version").string(version).close('}');
    strings("input", inputs);
    json.key("handshakes").open('[');
    out.add('\n');
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    if (lines) {
      json.restart();
    }
    handshakes.write(handshake);
    out.add('\n');
    out.rowDone();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    if (lines) {
      json.restart();
      summary(summary);
      out.add('\n');
    } else {
      json.close(']').key("summary");
      summary(summary);
      strings("warnings", summary.warnings());
      json.close('}');
      out.add('\n');
    }
    out.flush();
  }

  private void summary(CaptureSummary summary) {
    CaptureTally tally = summary.tally();
    json.open('{').key("type").token("summary").key("schemaVersion").number(SCHEMA_VERSION);
    json.key("handshakes").number(tally.handshakes()).key("ok").number(tally.ok());
    json.key("failed").number(tally.failed()).key("unknown").number(tally.unknown());
    json.key("retried").number(tally.retried()).key("connections").number(tally.connections());
    json.key("withoutServerName").number(tally.nameless());
    json.key("withoutServerNameFailed").number(tally.namelessFailed());
    json.key("outcomes").open('{');
    for (Map.Entry<String, Long> kind : new TreeMap<>(tally.kinds()).entrySet()) {
      json.key(kind.getKey()).number(kind.getValue());
    }
    json.close('}');
    counters(summary.counters());
    json.key("files").open('[');
    for (CaptureSummary.File file : summary.files()) {
      json.open('{').key("file").string(file.name());
      time("first", file.first());
      time("last", file.last());
      counters(file.counters());
      json.close('}');
    }
    json.close(']');
    if (lines) {
      strings("warnings", summary.warnings());
    }
    json.close('}');
  }

  private void counters(CaptureCounters c) {
    json.key("counters").open('{');
    json.key("packets").number(c.packets()).key("bytes").number(c.bytes());
    json.key("tcpConnections").number(c.tcpConnections()).key("udpFlows").number(c.udpFlows());
    json.key("handshakes").number(c.handshakes());
    json.key("undecodedPackets").number(c.undecodedPackets());
    json.key("cutPackets").number(c.cutPackets());
    json.key("fragmentsDropped").number(c.fragmentsDropped());
    json.key("flowsEvicted").number(c.flowsEvicted());
    json.key("bufferedBytesDropped").number(c.bufferedBytesDropped());
    json.key("segmentsDropped").number(c.segmentsDropped());
    json.key("quicUndecrypted").number(c.quicUndecrypted());
    json.key("synUnansweredHidden").number(c.synUnansweredHidden());
    json.close('}');
  }

  private void time(String key, Optional<Instant> at) {
    if (at.isPresent()) {
      json.key(key);
      out.add('"');
      time.rfc3339(at.get(), out);
      out.add('"');
      json.written();
    }
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    for (String value : values) {
      json.string(value);
    }
    json.close(']');
  }
}
