package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.LegPairing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts together what sources tell of the same request.
 *
 * <p>1. Each source's own numbers and ports make units of its lines ({@link Units}). 2. Clocks are
 * brought to one ({@link Clocks}). 3. Connections are the same by the client's address and port
 * ({@link Connections}), requests by their id, or by connection, method and path. 4. A proxy's own
 * connection goes to the request it was made for. 5. What is left goes together by host, client and
 * time ({@link WeakBonds}). Each step looks things up; none compares everything with everything.
 */
public final class Joiner {
  private static final Duration SAME_REQUEST = Duration.ofSeconds(5);
  private static final int LOOK_BACK = 8;

  private final List<Unit> units;
  private final Clocks clocks;
  private final Connections connections;

  private Joiner(List<Unit> units, Clocks clocks, LegPairing pairing) {
    this.units = units;
    this.clocks = clocks;
    this.connections = new Connections(of(Unit.Kind.CONNECTION), clocks, pairing);
  }

  /** The cases of these pieces, in the order of time, and the clocks of their sources. */
  public static Joined join(Pieces pieces) {
    List<Connection> captured = Connection.of(pieces.captured());
    LegPairing pairing = LegPairing.of(captured, Set.of());
    List<Unit> units = new ArrayList<>(Units.of(Legs.settled(pieces.sightings())));
    captured.forEach(connection -> units.add(Unit.of(connection, leg(connection, pairing))));
    Clocks clocks = Clocks.of(units);
    List<Knot> knots = new Joiner(units, clocks, pairing).knots();
    List<Knot> tied = new WeakBonds(clocks).tie(knots);
    return new CaseBuilder(clocks, pairing).build(tied, units, pieces.dns());
  }

  private static Leg leg(Connection connection, LegPairing pairing) {
    if (pairing.isUpstream(connection)) {
      return Leg.UPSTREAM;
    }
    return pairing.from(connection).isPresent() ? Leg.DOWNSTREAM : Leg.UNKNOWN;
  }

  private List<Unit> of(Unit.Kind kind) {
    return units.stream().filter(unit -> unit.kind == kind).toList();
  }

  private List<Knot> knots() {
    List<Knot> knots = new ArrayList<>();
    Set<Unit> used = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Unit> group : joinRequests().all()) {
      Knot knot = new Knot();
      group.forEach(unit -> knot.add(unit, clocks));
      for (Unit request : group) {
        connections.carrier(request).map(connections::cluster).ifPresent(c -> add(knot, c));
      }
      finish(knot, used);
      knots.add(knot);
    }
    Set<Knot> withRequest = Collections.newSetFromMap(new IdentityHashMap<>());
    withRequest.addAll(knots);
    List<List<Unit>> clients =
        connections.all().stream().filter(c -> !Connections.isProxysOwn(c)).toList();
    List<List<Unit>> proxys =
        connections.all().stream().filter(c -> Connections.isProxysOwn(c)).toList();
    addUnused(clients, used, knots);
    for (Knot knot : knots) {
      // A client that has no proxy in between dials the server, too: requests first.
      if (knot.upstream.isEmpty() && (withRequest.contains(knot) || showsProxy(knot))) {
        connections.dialled(knot).filter(unit -> !used.contains(unit)).forEach(u -> add(knot, u));
        used.addAll(knot.units);
      }
    }
    addUnused(proxys, used, knots);
    for (Unit unit : of(Unit.Kind.LOOSE)) {
      Knot knot = new Knot();
      knot.add(unit, clocks);
      knots.add(knot);
    }
    return knots;
  }

  private void addUnused(List<List<Unit>> clusters, Set<Unit> used, List<Knot> knots) {
    for (List<Unit> cluster : clusters) {
      if (cluster.stream().noneMatch(used::contains)) {
        Knot knot = new Knot();
        add(knot, cluster);
        finish(knot, used);
        knots.add(knot);
      }
    }
  }

  private static boolean showsProxy(Knot knot) {
    return knot.inOrder.stream()
        .flatMap(unit -> unit.sightings.stream())
        .anyMatch(Connections::showsProxy);
  }

  private void add(Knot knot, Unit upstream) {
    connections.cluster(upstream).forEach(unit -> knot.addUpstream(unit, clocks));
  }

  private void finish(Knot knot, Set<Unit> used) {
    connections.upstreamOf(knot).forEach(upstream -> add(knot, upstream));
    used.addAll(knot.units);
  }

  private void add(Knot knot, List<Unit> cluster) {
    boolean proxys = Connections.isProxysOwn(cluster);
    for (Unit unit : cluster) {
      if (proxys) {
        knot.addUpstream(unit, clocks);
      } else {
        knot.add(unit, clocks);
      }
    }
  }

  /** By their id; else by connection, method, path and time. */
  private Groups<Unit> joinRequests() {
    List<Unit> all = of(Unit.Kind.REQUEST);
    Groups<Unit> requests = new Groups<>(all);
    Map<String, Unit> byId = new HashMap<>();
    Map<String, List<Unit>> byCarrier = new HashMap<>();
    Map<Unit, Integer> numbers = new IdentityHashMap<>();
    for (Unit unit : all) {
      unit.requestId
          .filter(id -> id.length() > 7)
          .map(id -> byId.putIfAbsent(id, unit))
          .ifPresent(first -> requests.join(first, unit));
      connections
          .carrier(unit)
          .map(c -> "#" + numbers.computeIfAbsent(connections.root(c), r -> numbers.size()))
          .or(() -> unit.clients.stream().findFirst().map(Object::toString))
          .ifPresent(key -> byCarrier.computeIfAbsent(key, k -> new ArrayList<>()).add(unit));
    }
    joinProxies(all, requests);
    for (List<Unit> same : byCarrier.values()) {
      same.sort(
          Comparator.comparing(
              (Unit unit) -> clocks.corrected(unit.file, unit.start).orElse(Instant.EPOCH)));
      for (int i = 1; i < same.size(); i++) {
        for (int j = i - 1; j >= Math.max(0, i - LOOK_BACK); j--) {
          if (isSameRequest(same.get(j), same.get(i))) {
            requests.join(same.get(j), same.get(i));
            break;
          }
        }
      }
    }
    return requests;
  }

  /** What one proxy sent on from an address and port, the next one got from there. */
  private void joinProxies(List<Unit> all, Groups<Unit> requests) {
    Map<Endpoint, List<Unit>> byClient = new HashMap<>();
    all.forEach(
        unit ->
            unit.clients.forEach(
                c -> byClient.computeIfAbsent(c, k -> new ArrayList<>()).add(unit)));
    for (Unit unit : all) {
      for (Sighting sighting : unit.sightings) {
        Unit.text(sighting, Attribute.UPSTREAM_CLIENT)
            .flatMap(Endpoints::parse)
            .map(local -> byClient.getOrDefault(local, List.of()))
            .orElse(List.of())
            .stream()
            .filter(next -> next != unit && connections.within(unit, next, SAME_REQUEST))
            .filter(next -> unit.sharesHost(next))
            .limit(LOOK_BACK)
            .forEach(next -> requests.join(unit, next));
      }
    }
  }

  private boolean isSameRequest(Unit earlier, Unit later) {
    boolean twoIds =
        earlier.requestId.isPresent()
            && later.requestId.isPresent()
            && !earlier.requestId.equals(later.requestId);
    return !earlier.file.equals(later.file)
        && !twoIds
        && earlier.mayBeSameRequest(later)
        && connections.within(earlier, later, SAME_REQUEST);
  }
}
