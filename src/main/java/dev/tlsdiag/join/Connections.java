package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.LegPair;
import dev.tlsdiag.trace.LegPairing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The connections that sources tell of: which are one, what they carry, what a proxy opened. */
final class Connections {
  /** After the first packet of a connection others may see it so much later. */
  static final Duration SAME_CONNECTION = Duration.ofSeconds(60);

  /** As long as a client may keep one open between two requests. */
  private static final Duration KEPT_OPEN = Duration.ofMinutes(10);

  private static final Duration LEEWAY = Duration.ofMillis(500);

  /** Of those with the same client the last ones are looked at. */
  private static final int LOOK_BACK = 8;

  private final Clocks clocks;
  private final LegPairing pairing;
  private final Groups<Unit> groups;
  private final Map<Unit, List<Unit>> clusters = new IdentityHashMap<>();
  private final Map<Connection, Unit> ofCaptured = new IdentityHashMap<>();
  private final Map<Endpoint, List<Unit>> byClient = new HashMap<>();
  private final Map<String, Unit> byNumber = new HashMap<>();
  private final Map<String, List<Unit>> byServedNumber = new HashMap<>();
  private final Map<Endpoint, NavigableMap<Instant, List<Unit>>> byServer = new HashMap<>();

  Connections(List<Unit> units, Clocks clocks, LegPairing pairing) {
    this.clocks = clocks;
    this.pairing = pairing;
    this.groups = new Groups<>(units);
    units.forEach(this::index);
    for (List<Unit> same : byClient.values()) {
      same.sort(Comparator.comparing((Unit unit) -> start(unit).orElse(Instant.EPOCH)));
      for (int i = 1; i < same.size(); i++) {
        joinToEarlier(same, i);
      }
    }
    groups.all().forEach(group -> clusters.put(groups.root(group.get(0)), group));
  }

  private void index(Unit unit) {
    unit.captured.ifPresent(connection -> ofCaptured.put(connection, unit));
    unit.clients.forEach(c -> byClient.computeIfAbsent(c, k -> new ArrayList<>()).add(unit));
    unit.connection.ifPresent(number -> byNumber.put(unit.file + "|" + number, unit));
    unit.forConnection.ifPresent(
        number ->
            byServedNumber
                .computeIfAbsent(unit.file + "|" + number, k -> new ArrayList<>())
                .add(unit));
    Optional<Instant> start = start(unit);
    if (unit.leg == Leg.UPSTREAM && start.isPresent()) {
      for (Endpoint server : unit.servers) {
        byServer
            .computeIfAbsent(server, s -> new TreeMap<>())
            .computeIfAbsent(start.get(), t -> new ArrayList<>())
            .add(unit);
      }
    }
  }

  private void joinToEarlier(List<Unit> same, int at) {
    for (int i = at - 1; i >= Math.max(0, at - LOOK_BACK); i--) {
      if (isSame(same.get(i), same.get(at))) {
        groups.join(same.get(i), same.get(at));
        return;
      }
    }
  }

  /** The same client, near in time, on legs that do not contradict. */
  private boolean isSame(Unit earlier, Unit later) {
    boolean contradict =
        (earlier.leg == Leg.UPSTREAM) != (later.leg == Leg.UPSTREAM)
            && earlier.leg != Leg.UNKNOWN
            && later.leg != Leg.UNKNOWN;
    boolean twoOfOne =
        earlier.captured.isPresent()
            && later.captured.isPresent()
            && earlier.file.equals(later.file);
    return !contradict && !twoOfOne && within(earlier, later, SAME_CONNECTION);
  }

  private Optional<Instant> start(Unit unit) {
    return clocks.corrected(unit.file, unit.start);
  }

  private Optional<Instant> end(Unit unit) {
    return clocks.corrected(unit.file, unit.end);
  }

  /** Whether {@code later} begins while {@code earlier} lasts, give or take so much. */
  boolean within(Unit earlier, Unit later, Duration leeway) {
    Optional<Instant> from = start(earlier);
    Optional<Instant> at = start(later);
    return from.isEmpty()
        || at.isEmpty()
        || !at.get().isAfter(end(earlier).orElse(from.get()).plus(leeway))
            && !at.get().isBefore(from.get().minus(leeway));
  }

  List<List<Unit>> all() {
    return groups.all();
  }

  /** All that tell of the same connection. */
  List<Unit> cluster(Unit unit) {
    return clusters.get(groups.root(unit));
  }

  Unit root(Unit unit) {
    return groups.root(unit);
  }

  static boolean isProxysOwn(List<Unit> cluster) {
    return cluster.stream().anyMatch(unit -> unit.leg == Leg.UPSTREAM);
  }

  /** The connection that a request was made on, where somebody tells of it. */
  Optional<Unit> carrier(Unit request) {
    return request
        .connection
        .flatMap(number -> Optional.ofNullable(byNumber.get(request.file + "|" + number)))
        .or(
            () ->
                request.clients.stream()
                    .flatMap(client -> byClient.getOrDefault(client, List.of()).stream())
                    .filter(unit -> unit.leg != Leg.UPSTREAM)
                    .filter(unit -> within(unit, request, KEPT_OPEN))
                    .findFirst());
  }

  /**
   * The proxy's own connections for a request or a client's connection: as the source says, by the
   * proxy's address, by the pairing of captured legs.
   */
  List<Unit> upstreamOf(Knot knot) {
    List<Unit> found = new ArrayList<>();
    for (Unit unit : knot.inOrder) {
      unit.captured.stream()
          .flatMap(connection -> pairing.chainFrom(connection).stream())
          .map(LegPair::upstream)
          .map(ofCaptured::get)
          .forEach(found::add);
      for (Sighting sighting : unit.sightings) {
        Unit.text(sighting, Attribute.UPSTREAM_CLIENT)
            .flatMap(Endpoints::parse)
            .map(local -> byClient.getOrDefault(local, List.of()))
            .orElse(List.of())
            .stream()
            .filter(other -> within(unit, other, KEPT_OPEN))
            .forEach(found::add);
      }
      unit.connection.stream()
          .flatMap(n -> byServedNumber.getOrDefault(unit.file + "|" + n, List.of()).stream())
          .filter(other -> during(knot, other))
          .forEach(found::add);
    }
    return found;
  }

  /** Whether it begins while the request lasts: one connection carries several. */
  private boolean during(Knot knot, Unit unit) {
    Optional<Instant> at = start(unit);
    return at.isEmpty()
        || knot.start.isEmpty()
        || !at.get().isBefore(knot.start.get().minus(LEEWAY))
            && !at.get().isAfter(knot.end.get().plus(LEEWAY));
  }

  /**
   * Where nobody says whose they are: those begun in that time, to the server that the proxy or the
   * client dialled.
   */
  Stream<Unit> dialled(Knot knot) {
    if (knot.start.isEmpty()) {
      return Stream.empty();
    }
    Instant from = knot.start.get().minus(LEEWAY);
    Instant to = knot.end.get().plus(LEEWAY);
    return knot.servers().stream()
        .map(server -> byServer.getOrDefault(server, new TreeMap<>()))
        .flatMap(starts -> starts.subMap(from, true, to, true).values().stream().limit(LOOK_BACK))
        .flatMap(List::stream)
        .filter(unit -> !knot.units.contains(unit) && unit.sharesHost(knot.called()));
  }

  /** Whether a sighting tells that a proxy is between client and server. */
  static boolean showsProxy(Sighting sighting) {
    return sighting.leg() == Leg.WHOLE
        || sighting.leg() == Leg.UPSTREAM
        || sighting.leg() == Leg.DOWNSTREAM
        || sighting.event() == Event.REDIRECTED
        || sighting.event() == Event.LOCAL_REPLY
        || sighting.attributes().containsKey(Attribute.PROXY_PORT);
  }
}
