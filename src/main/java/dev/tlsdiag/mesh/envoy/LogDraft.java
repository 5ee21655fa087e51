package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A sighting that later lines may still add to. */
final class LogDraft {
  /** Longer values are cut: nothing is told by more of them. */
  private static final int LONGEST = 2_000;

  Event event;
  final Leg leg;
  String what;

  /** The line's connection and thread, by which what follows is known to belong to it. */
  long connection = -1;

  long thread = -1;
  String stream = "";

  /** An upstream connection failed, and for whom is not known yet. */
  boolean awaitsDownstream;

  /** Lines of headers follow. */
  boolean takesHeaders;

  Optional<Endpoint> client = Optional.empty();
  Optional<Endpoint> server = Optional.empty();
  private final Optional<Instant> time;
  private final long line;
  private final Map<Attribute, String> attributes = new EnumMap<>(Attribute.class);

  LogDraft(Event event, Leg leg, String what, Optional<Instant> time, long line) {
    this.event = event;
    this.leg = leg;
    this.what = what;
    this.time = time;
    this.line = line;
  }

  /** Nothing where the value is empty. */
  LogDraft with(Attribute name, String value) {
    if (!value.isEmpty()) {
      attributes.put(name, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
    }
    return this;
  }

  String attribute(Attribute name) {
    return attributes.getOrDefault(name, "");
  }

  /** A line {@code ':authority', 'api.example.com'}; of other headers nothing is kept. */
  void header(byte[] buffer, int from, int to) {
    int nameEnd = LogBytes.find(buffer, from + 1, to, '\'');
    int length = nameEnd - from - 1;
    if (nameEnd + 5 > to || length < 5 || length > 12 || buffer[to - 1] != '\'') {
      return;
    }
    String name = LogBytes.text(buffer, from + 1, nameEnd);
    Attribute attribute =
        switch (name) {
          case ":authority" -> Attribute.AUTHORITY;
          case ":path" -> Attribute.PATH;
          case ":method" -> Attribute.METHOD;
          case ":status" -> Attribute.STATUS;
          case "x-request-id" -> Attribute.REQUEST_ID;
          default -> null;
        };
    if (attribute != null) {
      with(attribute, LogBytes.text(buffer, nameEnd + 4, to - 1));
    }
  }

  Sighting sighting(String file) {
    return new Sighting(
        SourceKind.ENVOY_LOG,
        event,
        leg,
        time,
        client,
        server,
        attributes,
        what.length() > LONGEST ? what.substring(0, LONGEST) : what,
        new Evidence.LogLine(file, line));
  }
}
