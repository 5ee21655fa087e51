package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sorts the sightings of each source into what that source itself keeps together. */
final class Units {
  /** Ports are used again: after so long without a word it is another connection. */
  private static final Duration SAME_CONNECTION = Duration.ofMinutes(5);

  private static final Duration SAME_LOOKUP = Duration.ofSeconds(30);

  private static final int RANDOM_DIGITS = 10;

  private final List<Unit> all = new ArrayList<>();
  private final Map<String, Unit> byKey = new HashMap<>();

  private Units() {}

  static List<Unit> of(List<Sighting> sightings) {
    Units units = new Units();
    sightings.forEach(units::add);
    return units.all;
  }

  private void add(Sighting sighting) {
    String file = Sources.fileOf(sighting.evidence());
    Optional<String> connection = Unit.text(sighting, Attribute.CONNECTION);
    Optional<String> stream = Unit.text(sighting, Attribute.STREAM);
    Optional<String> id = Unit.text(sighting, Attribute.REQUEST_ID);
    if (Unit.isLookup(sighting)) {
      add(sighting, Unit.Kind.LOOKUP, file, lookupKey(sighting), SAME_LOOKUP);
    } else if (stream.isPresent()) {
      String key = "stream|" + streamOf(sighting, stream.get());
      add(sighting, Unit.Kind.REQUEST, file, key, Duration.ofDays(1));
    } else if (connection.isPresent() && !Unit.isOfRequest(sighting)) {
      add(sighting, Unit.Kind.CONNECTION, file, "number|" + connection.get(), SAME_CONNECTION);
    } else if (id.isPresent() && id.get().length() > 1) {
      add(sighting, Unit.Kind.REQUEST, file, "id|" + id.get(), SAME_CONNECTION);
    } else if (sighting.leg() == Leg.WHOLE) {
      alone(sighting, Unit.Kind.REQUEST, file);
    } else if (Unit.isOfRequest(sighting)) {
      ofRequest(sighting, file, connection);
    } else {
      ofConnection(sighting, file);
    }
  }

  /** Envoy's numbers of streams are random; those of others begin anew with each connection. */
  private static String streamOf(Sighting sighting, String stream) {
    Optional<String> served = Unit.text(sighting, Attribute.FOR_CONNECTION);
    return stream.length() >= RANDOM_DIGITS
        ? stream
        : served.or(() -> Unit.text(sighting, Attribute.CONNECTION)).orElse("") + "|" + stream;
  }

  private static String lookupKey(Sighting sighting) {
    return "lookup|"
        + sighting.client().map(Endpoint::host).orElse("")
        + "|"
        + Unit.text(sighting, Attribute.QUERY).map(HostName::canonical).orElse("");
  }

  /** A request without a number: its response has the same connection, method and path. */
  private void ofRequest(Sighting sighting, String file, Optional<String> connection) {
    Optional<String> carrier =
        connection.or(() -> sighting.client().filter(c -> c.port() > 0).map(Object::toString));
    String what =
        Unit.text(sighting, Attribute.METHOD).orElse("")
            + Unit.text(sighting, Attribute.AUTHORITY).orElse("")
            + Unit.text(sighting, Attribute.PATH).orElse("");
    String from =
        carrier
            .or(() -> Unit.text(sighting, Attribute.CLIENT_POD))
            .or(() -> Unit.text(sighting, Attribute.CLIENT_LABELS))
            .orElse("");
    if (from.isEmpty() && what.isEmpty()) {
      alone(sighting, Unit.Kind.LOOSE, file);
      return;
    }
    String key = "request|" + from + "|" + what;
    if (sighting.event() == Event.REQUEST) {
      byKey.remove(file + "|" + key); // the same request again is another one
    }
    add(sighting, Unit.Kind.REQUEST, file, key, SAME_CONNECTION);
  }

  private void ofConnection(Sighting sighting, String file) {
    Optional<Endpoint> client = sighting.client().filter(c -> c.port() > 0);
    if (client.isEmpty()) {
      alone(sighting, Unit.Kind.LOOSE, file);
      return;
    }
    // A transparent proxy may use its client's address and port on its own leg, too.
    String leg = sighting.leg() == Leg.UPSTREAM ? "upstream" : "";
    String server = sighting.server().map(Object::toString).orElse("");
    String key = "ports|" + client.get() + "|" + server + "|" + leg;
    add(sighting, Unit.Kind.CONNECTION, file, key, SAME_CONNECTION);
  }

  private void add(Sighting sighting, Unit.Kind kind, String file, String key, Duration within) {
    String whole = file + "|" + key;
    Unit known = byKey.get(whole);
    if (known == null || !near(known, sighting, within)) {
      known = alone(sighting, kind, file);
      byKey.put(whole, known);
      return;
    }
    known.add(sighting);
  }

  private Unit alone(Sighting sighting, Unit.Kind kind, String file) {
    Unit unit = new Unit(kind, file);
    unit.add(sighting);
    all.add(unit);
    return unit;
  }

  private static boolean near(Unit unit, Sighting sighting, Duration within) {
    if (unit.end.isEmpty() || sighting.time().isEmpty()) {
      return true;
    }
    Instant time = sighting.time().get();
    return !time.isAfter(unit.end.get().plus(within))
        && !time.isBefore(unit.start.get().minus(within));
  }
}
