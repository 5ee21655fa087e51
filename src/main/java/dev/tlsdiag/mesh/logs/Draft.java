package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

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

/** A sighting that is put together member by member; what a record does not say is left out. */
final class Draft {
  private static final int LONGEST = 2_000;
  private static final int LONGEST_WHAT = 400;

  private final SourceKind source;
  private final Evidence evidence;
  private final Map<Attribute, String> attributes = new EnumMap<>(Attribute.class);
  private Event event = Event.OTHER;
  private Leg leg = Leg.UNKNOWN;
  private Optional<Instant> time = Optional.empty();
  private Optional<Endpoint> client = Optional.empty();
  private Optional<Endpoint> server = Optional.empty();

  Draft(SourceKind source, String file, long line) {
    this.source = requireNonNull(source, "source is null");
    evidence = new Evidence.LogLine(file, line);
  }

  Draft on(Leg newLeg, Event newEvent) {
    leg = newLeg;
    event = newEvent;
    return this;
  }

  Draft at(Optional<Instant> newTime) {
    time = newTime;
    return this;
  }

  Draft client(Optional<Endpoint> newClient) {
    client = newClient;
    return this;
  }

  Draft server(Optional<Endpoint> newServer) {
    server = newServer;
    return this;
  }

  /** Nothing where the value is what logs write for "none". */
  Draft put(Attribute attribute, String value) {
    if (value != null && !value.isEmpty() && !value.equals("-")) {
      attributes.put(attribute, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
    }
    return this;
  }

  String get(Attribute attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  Event event() {
    return event;
  }

  Sighting tell(String what) {
    String cut = what.length() > LONGEST_WHAT ? what.substring(0, LONGEST_WHAT) + "…" : what;
    return new Sighting(source, event, leg, time, client, server, attributes, cut, evidence);
  }
}
