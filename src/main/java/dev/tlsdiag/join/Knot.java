package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Units that are taken for one request, while they are gathered. */
final class Knot {
  final Set<Unit> units = Collections.newSetFromMap(new IdentityHashMap<>());
  final List<Unit> inOrder = new ArrayList<>();

  /** Connections of a proxy to the next hop. */
  final Set<Unit> upstream = Collections.newSetFromMap(new IdentityHashMap<>());

  final List<DnsExchange> dns = new ArrayList<>();
  final List<Case.Bond> bonds = new ArrayList<>();
  Optional<Instant> start = Optional.empty();
  Optional<Instant> end = Optional.empty();

  void add(Unit unit, Clocks clocks) {
    if (!units.add(unit)) {
      return;
    }
    inOrder.add(unit);
    Optional<Instant> from = clocks.corrected(unit.file, unit.start);
    Optional<Instant> to = clocks.corrected(unit.file, unit.end);
    if (from.isPresent() && (start.isEmpty() || from.get().isBefore(start.get()))) {
      start = from;
    }
    if (to.isPresent() && (end.isEmpty() || to.get().isAfter(end.get()))) {
      end = to;
    }
  }

  void addUpstream(Unit unit, Clocks clocks) {
    add(unit, clocks);
    upstream.add(unit);
  }

  void addAll(Knot other, Clocks clocks) {
    other.inOrder.forEach(unit -> add(unit, clocks));
    upstream.addAll(other.upstream);
    bonds.addAll(other.bonds);
  }

  /** Files that tell of it. */
  Set<String> files() {
    Set<String> files = new LinkedHashSet<>();
    inOrder.forEach(unit -> files.add(unit.file));
    return files;
  }

  /** What the request is for: as it was asked, else as DNS calls the address. */
  Set<String> called() {
    Set<String> hosts = new LinkedHashSet<>();
    inOrder.forEach(unit -> hosts.addAll(unit.hosts));
    if (hosts.isEmpty()) {
      inOrder.forEach(unit -> hosts.addAll(unit.names));
    }
    return hosts;
  }

  /** Addresses and ports of whoever made the request. */
  Set<Endpoint> clients() {
    Set<Endpoint> clients = new LinkedHashSet<>();
    nearClient().forEach(unit -> clients.addAll(unit.clients));
    return clients;
  }

  Set<String> clientHosts() {
    Set<String> hosts = new LinkedHashSet<>();
    nearClient().forEach(unit -> hosts.addAll(unit.clientHosts));
    return hosts;
  }

  Set<String> pods() {
    Set<String> pods = new LinkedHashSet<>();
    nearClient().forEach(unit -> pods.addAll(unit.pods));
    return pods;
  }

  Set<Endpoint> servers() {
    Set<Endpoint> servers = new LinkedHashSet<>();
    inOrder.forEach(unit -> servers.addAll(unit.servers));
    return servers;
  }

  private List<Unit> nearClient() {
    return inOrder.stream()
        .filter(unit -> !upstream.contains(unit) && unit.leg != Leg.UPSTREAM)
        .toList();
  }

  boolean failed() {
    return inOrder.stream().anyMatch(unit -> unit.failed);
  }

  boolean upstreamOnly() {
    return nearClient().isEmpty();
  }

  /** Single lines that nothing ties to a request or connection. */
  boolean loose() {
    return inOrder.stream().allMatch(unit -> unit.kind == Unit.Kind.LOOSE);
  }

  /** How long lies between the two; zero where they overlap; empty where one has no time. */
  Optional<Duration> gap(Knot other) {
    if (start.isEmpty() || other.start.isEmpty()) {
      return Optional.empty();
    }
    if (end.get().isBefore(other.start.get())) {
      return Optional.of(Duration.between(end.get(), other.start.get()));
    }
    if (other.end.get().isBefore(start.get())) {
      return Optional.of(Duration.between(other.end.get(), start.get()));
    }
    return Optional.of(Duration.ZERO);
  }
}
