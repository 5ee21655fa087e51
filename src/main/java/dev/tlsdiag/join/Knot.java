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
  private Known known;
  Optional<Instant> start = Optional.empty();
  Optional<Instant> end = Optional.empty();

  void add(Unit unit, Clocks clocks) {
    if (!units.add(unit)) {
      return;
    }
    inOrder.add(unit);
    known = null;
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
    known = null;
  }

  void addAll(Knot other, Clocks clocks) {
    other.inOrder.forEach(unit -> add(unit, clocks));
    upstream.addAll(other.upstream);
    known = null;
    bonds.addAll(other.bonds);
  }

  /**
   * What is known of the whole, gathered once for many comparisons.
   *
   * @param called what the request is for: as it was asked, else as DNS calls the address
   * @param clients addresses and ports of whoever made the request
   */
  private record Known(
      Set<String> files,
      Set<String> called,
      Set<Endpoint> clients,
      Set<String> clientHosts,
      Set<String> pods,
      Set<Endpoint> servers,
      Set<String> ids,
      boolean upstreamOnly,
      boolean loose) {}

  private Known known() {
    if (known == null) {
      List<Unit> nearClient = nearClient();
      known =
          new Known(
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              new LinkedHashSet<>(),
              nearClient.isEmpty(),
              inOrder.stream().allMatch(unit -> unit.kind == Unit.Kind.LOOSE));
      for (Unit unit : inOrder) {
        known.files().add(unit.file);
        known.called().addAll(unit.hosts);
        known.servers().addAll(unit.servers);
        unit.requestId.ifPresent(known.ids()::add);
      }
      if (known.called().isEmpty()) {
        inOrder.forEach(unit -> known.called().addAll(unit.names));
      }
      for (Unit unit : nearClient) {
        known.clients().addAll(unit.clients);
        known.clientHosts().addAll(unit.clientHosts);
        known.pods().addAll(unit.pods);
      }
    }
    return known;
  }

  /** Files that tell of it. */
  Set<String> files() {
    return known().files();
  }

  Set<String> called() {
    return known().called();
  }

  Set<Endpoint> clients() {
    return known().clients();
  }

  Set<String> clientHosts() {
    return known().clientHosts();
  }

  Set<String> pods() {
    return known().pods();
  }

  Set<Endpoint> servers() {
    return known().servers();
  }

  Set<String> ids() {
    return known().ids();
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
    return known().upstreamOnly();
  }

  /** Single lines that nothing ties to a request or connection. */
  boolean loose() {
    return known().loose();
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
