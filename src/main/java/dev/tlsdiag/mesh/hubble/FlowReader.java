package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads Hubble's flows in JSON, one object a line: as {@code hubble observe -o json} and {@code
 * jsonpb} print them, as the exporter and a sysdump write them, wrapped or bare, with names as in
 * the schema or in lower camel case. Masked files lack fields: nothing is required.
 */
public final class FlowReader implements LineReader {
  private final FlowSink sink;
  private final JsonCursor json = new JsonCursor();
  private final FlowFields fields;
  private final Tally tally = new Tally();

  /** With secrets taken out. */
  public FlowReader(FlowSink sink) {
    this(sink, Redaction.ON);
  }

  public FlowReader(FlowSink sink, Redaction redaction) {
    this.sink = requireNonNull(sink, "sink is null");
    fields = new FlowFields(json, requireNonNull(redaction, "redaction is null"));
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
    try {
      json.begin(buffer, start, to);
      if (!json.isObject()) {
        throw new IOException("no JSON object");
      }
      read(number);
    } catch (JsonProcessingException e) {
      tally.onUnreadable(number, e.getOriginalMessage());
    } catch (IOException e) {
      tally.onUnreadable(number, e.getMessage());
    }
  }

  private void read(long number) throws IOException {
    fields.begin();
    Optional<LostEvents> lostEvents = Optional.empty();
    Optional<NodeStatus> status = Optional.empty();
    boolean other = false;
    while (json.next()) {
      switch (json.name()) {
        case "flow" -> {
          if (json.object()) {
            fields.readAll();
          }
        }
        case "lost_events", "lostEvents" -> {
          if (json.object()) {
            lostEvents = Optional.of(lostEvents());
          }
        }
        case "node_status", "nodeStatus" -> {
          if (json.object()) {
            status = Optional.of(nodeStatus());
          }
        }
        case "agent_event", "agentEvent", "debug_event", "debugEvent" -> {
          other = true;
          json.pass();
        }
        default -> fields.read();
      }
    }
    json.end();
    if (lostEvents.isPresent()) {
      LostEvents known = lostEvents.get();
      LostEvents whole =
          new LostEvents(
              known.source(),
              known.count(),
              known.cpu(),
              known.first(),
              known.last(),
              fields.nodeName(),
              fields.time());
      tally.onRecord();
      tally.onLost(whole.count());
      sink.onLost(whole, number);
    } else if (status.isPresent()) {
      NodeStatus known = status.get();
      tally.onRecord();
      sink.onNodeStatus(
          new NodeStatus(
              known.state(), known.nodeNames(), known.message(), fields.nodeName(), fields.time()),
          number);
    } else if (fields.isFlow()) {
      tally.onRecord();
      sink.onFlow(fields.flow(), number);
    } else if (other) {
      tally.onRecord();
    } else {
      throw new IOException("an object without a flow");
    }
  }

  private LostEvents lostEvents() throws IOException {
    String source = "";
    long count = 0;
    OptionalInt cpu = OptionalInt.empty();
    Optional<Instant> first = Optional.empty();
    Optional<Instant> last = Optional.empty();
    while (json.next()) {
      switch (json.name()) {
        case "source" -> source = json.text();
        case "num_events_lost", "numEventsLost" -> count = Math.max(0, json.number());
        case "cpu" -> cpu = OptionalInt.of(json.isObject() ? wrapped() : json.number(1 << 20));
        case "first" -> first = json.time();
        case "last" -> last = json.time();
        default -> json.skip();
      }
    }
    return new LostEvents(source, count, cpu, first, last, "", Optional.empty());
  }

  private int wrapped() throws IOException {
    int value = 0;
    while (json.next()) {
      if (json.name().equals("value")) {
        value = json.number(1 << 20);
      } else {
        json.skip();
      }
    }
    return value;
  }

  private NodeStatus nodeStatus() throws IOException {
    String state = "";
    List<String> names = List.of();
    String message = "";
    while (json.next()) {
      switch (json.name()) {
        case "state_change", "stateChange" -> state = json.text();
        case "node_names", "nodeNames" -> names = json.texts();
        case "message" -> message = json.text();
        default -> json.skip();
      }
    }
    return new NodeStatus(state, names, message, "", Optional.empty());
  }

  @Override
  public ReadingTally tally() {
    return tally.told(json.skipped());
  }
}
