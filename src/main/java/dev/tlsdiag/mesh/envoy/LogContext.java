package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/**
 * A line with what is known from earlier ones.
 *
 * @param number of the line, 1-based
 */
record LogContext(LogLine line, LogMemory memory, LogMemory.Worker thread, long number) {
  private LogDraft draft(Event event, Leg leg, String what) {
    LogDraft draft = new LogDraft(event, leg, what, line.time(), number);
    draft.thread = line.thread;
    return draft.with(Attribute.MESSAGE, line.message());
  }

  /** On the side of the client: the line's own connection and stream. */
  LogDraft downstream(Event event, String what) {
    LogDraft draft = draft(event, Leg.DOWNSTREAM, what);
    if (line.connection >= 0) {
      draft.connection = line.connection;
      draft.stream = line.stream();
      draft.with(Attribute.CONNECTION, Long.toString(line.connection));
      draft.with(Attribute.STREAM, draft.stream);
      LogMemory.Connection known = memory.connection(line.connection);
      if (known.downstream) {
        draft.client = known.peer;
      }
    }
    return draft;
  }

  /** On the side of the server, by a line that names the downstream connection and stream. */
  LogDraft forStream(Event event, String what) {
    LogDraft draft = draft(event, Leg.UPSTREAM, what);
    if (line.connection >= 0) {
      draft.with(Attribute.FOR_CONNECTION, Long.toString(line.connection));
      draft.with(Attribute.STREAM, line.stream());
    }
    return draft.with(Attribute.CLUSTER, thread.cluster);
  }

  /** On the side of the server, by a line that names the upstream connection. */
  LogDraft upstream(Event event, String what) {
    LogDraft draft = draft(event, Leg.UPSTREAM, what);
    if (line.connection >= 0) {
      LogMemory.Connection known = memory.connection(line.connection);
      draft.connection = line.connection;
      draft.with(Attribute.CONNECTION, Long.toString(line.connection));
      draft.with(Attribute.CLUSTER, known.cluster);
      draft.server = known.peer;
      if (known.serves >= 0) {
        draft.with(Attribute.FOR_CONNECTION, Long.toString(known.serves));
        draft.with(Attribute.STREAM, known.servesStream);
      } else {
        draft.awaitsDownstream = true;
      }
    }
    return draft;
  }

  /** Of a connection whose side earlier lines may have told. */
  LogDraft either(Event event, String what) {
    LogMemory.Connection known = memory.connection(line.connection);
    if (known.downstream) {
      return downstream(event, what);
    }
    if (known.upstream) {
      return upstream(event, what);
    }
    LogDraft draft = draft(event, Leg.UNKNOWN, what);
    draft.connection = line.connection;
    return line.connection < 0
        ? draft
        : draft.with(Attribute.CONNECTION, Long.toString(line.connection));
  }

  /** Where neither side is told: of no connection at all. */
  LogDraft general(Event event, String what) {
    return draft(event, Leg.UNKNOWN, what);
  }

  /** What the line's connection is known for; of a line without one nothing is remembered. */
  LogMemory.Connection connection() {
    return memory.connection(line.connection);
  }

  String peer() {
    return connection().peer.map(Endpoint::toString).orElse("");
  }

  /** The text between this and the next {@code '}. */
  static Optional<String> quoted(String text, String before) {
    int from = text.indexOf(before);
    if (from < 0) {
      return Optional.empty();
    }
    int start = from + before.length();
    int end = text.indexOf('\'', start);
    return end < 0 ? Optional.empty() : Optional.of(text.substring(start, end));
  }
}
