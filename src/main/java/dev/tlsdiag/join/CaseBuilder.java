package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.LegPair;
import dev.tlsdiag.trace.LegPairing;
import dev.tlsdiag.trace.NameLookup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes cases of what was tied together: puts everything on its hop, and the lookups before it. */
final class CaseBuilder {
  /** A client may keep an address so long. */
  private static final Duration LOOKED_UP_BEFORE = Duration.ofMinutes(10);

  private static final Duration LEEWAY = Duration.ofSeconds(2);

  private final Clocks clocks;
  private final LegPairing pairing;

  CaseBuilder(Clocks clocks, LegPairing pairing) {
    this.clocks = clocks;
    this.pairing = pairing;
  }

  Joined build(List<Knot> knots, List<Unit> units, List<DnsExchange> captured) {
    List<Sighting> elsewhere = new ArrayList<>();
    List<Knot> told = new ArrayList<>();
    for (Knot knot : knots) {
      if (knot.loose() && !ofRequest(knot)) {
        knot.inOrder.forEach(unit -> elsewhere.addAll(unit.sightings));
      } else {
        told.add(knot);
      }
    }
    List<DnsExchange> asked =
        Stream.concat(captured.stream(), ToldLookups.of(units).stream())
            .sorted(Comparator.comparing(this::asked))
            .toList();
    Lookups lookups = new Lookups(NameLookup.of(asked), units);
    List<Case> cases = new ArrayList<>();
    told.forEach(knot -> cases.add(build(knot, lookups)));
    cases.addAll(lookups.unanswered());
    cases.sort(
        Comparator.comparing((Case each) -> each.time().orElse(Instant.MAX))
            .thenComparing(each -> each.host().orElse("")));
    return new Joined(cases, clocks.all(), elsewhere);
  }

  private Instant asked(DnsExchange exchange) {
    String file = Sources.fileOf(exchange.evidence());
    return clocks.corrected(file, Optional.of(exchange.time())).orElse(exchange.time());
  }

  /** A line of its own that tells of somebody's connection all the same. */
  private static boolean ofRequest(Knot knot) {
    return knot.inOrder.stream()
        .flatMap(unit -> unit.sightings.stream())
        .anyMatch(
            sighting ->
                sighting.event() != Event.CONFIGURATION
                    && sighting.event() != Event.OTHER
                    && (sighting.client().isPresent() || sighting.server().isPresent()));
  }

  private Case build(Knot knot, Lookups lookups) {
    Hops hops = Hops.of(knot);
    List<Placed> told = new ArrayList<>();
    for (Unit unit : knot.inOrder) {
      unit.sightings.forEach(sighting -> told.add(place(unit, sighting, hops)));
    }
    Optional<String> host = host(knot);
    List<DnsExchange> dns = lookups.of(host, knot, told);
    told.sort(
        Comparator.comparing((Placed placed) -> placed.time().orElse(Instant.MAX))
            .thenComparing(placed -> line(placed.sighting())));
    return new Case(
        host,
        client(knot),
        knot.inOrder.isEmpty() ? Optional.empty() : start(knot),
        told,
        hops.captured(),
        dns,
        hops.captured().size() > 1 ? joints(hops) : List.of(),
        bonds(knot));
  }

  private Placed place(Unit unit, Sighting sighting, Hops hops) {
    return new Placed(
        sighting,
        hops.of(unit, sighting),
        sighting.leg() == Leg.WHOLE,
        clocks.corrected(unit.file, sighting.time()));
  }

  private static long line(Sighting sighting) {
    return sighting.evidence() instanceof dev.tlsdiag.trace.Evidence.LogLine at ? at.line() : 0;
  }

  private Optional<Instant> start(Knot knot) {
    return knot.inOrder.stream()
        .flatMap(unit -> clocks.corrected(unit.file, unit.start).stream())
        .min(Comparator.naturalOrder());
  }

  /** What was asked for counts more than what DNS calls the address. */
  private static Optional<String> host(Knot knot) {
    Map<String, Integer> votes = new HashMap<>();
    for (Unit unit : knot.inOrder) {
      unit.hosts.forEach(
          host -> votes.merge(host, unit.kind == Unit.Kind.REQUEST ? 3 : 2, Integer::sum));
    }
    if (votes.isEmpty()) {
      knot.inOrder.forEach(unit -> unit.names.forEach(name -> votes.merge(name, 1, Integer::sum)));
    }
    return votes.entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.<String, Integer>comparingByKey().reversed()))
        .map(Map.Entry::getKey);
  }

  private static Optional<Endpoint> client(Knot knot) {
    return knot.clients().stream()
        .findFirst()
        .or(() -> knot.clientHosts().stream().findFirst().map(host -> new Endpoint(host, 0)));
  }

  private List<HopTrace.Joint> joints(Hops hops) {
    List<HopTrace.Joint> joints = new ArrayList<>();
    for (Case.CapturedLeg leg : hops.captured()) {
      Optional<LegPair> pair = pairing.from(leg.connection());
      pair.ifPresent(
          found ->
              joints.add(new HopTrace.Joint(leg.hop() + 1, found.confidence(), found.reasons())));
    }
    return joints;
  }

  /** What ties each file to the others: the strongest that is known of it. */
  private List<Case.Bond> bonds(Knot knot) {
    List<Case.Bond> bonds = new ArrayList<>(knot.bonds);
    Set<String> bound = new HashSet<>();
    knot.bonds.forEach(bond -> bound.add(bond.files().get(bond.files().size() - 1)));
    Map<String, String> firstWith = new HashMap<>();
    for (Unit unit : knot.inOrder) {
      List<String> keys = new ArrayList<>();
      unit.requestId.ifPresent(id -> keys.add("the same request id"));
      Stream<String> ids = unit.requestId.stream().map(id -> "id " + id);
      Stream<String> ports = unit.clients.stream().map(c -> "port " + c);
      for (String key : Stream.concat(ids, ports).toList()) {
        String other = firstWith.putIfAbsent(key, unit.file);
        if (other != null && !other.equals(unit.file) && bound.add(unit.file)) {
          boolean byId = key.startsWith("id ");
          bonds.add(
              new Case.Bond(
                  List.of(other, unit.file),
                  byId ? 1 : 0.95,
                  byId ? "the same request id" : "the same client address and port"));
        }
      }
    }
    return bonds;
  }

  /** Which hop everything is on. */
  private record Hops(
      Set<Unit> upstream, Set<String> secondProxyLines, List<Case.CapturedLeg> captured) {
    static Hops of(Knot knot) {
      List<Case.CapturedLeg> captured = new ArrayList<>();
      int hop = 1;
      for (Unit unit : knot.inOrder) {
        if (unit.captured.isPresent() && !knot.upstream.contains(unit)) {
          captured.add(new Case.CapturedLeg(1, unit.captured.get()));
          break;
        }
      }
      List<Connection> later =
          knot.inOrder.stream()
              .filter(knot.upstream::contains)
              .flatMap(unit -> unit.captured.stream())
              .sorted(Comparator.comparing(Connection::time))
              .toList();
      for (Connection connection : later) {
        captured.add(new Case.CapturedLeg(++hop, connection));
      }
      return new Hops(knot.upstream, secondProxy(knot), captured);
    }

    /** Lines of the server's own proxy, behind the client's. */
    private static Set<String> secondProxy(Knot knot) {
      List<Sighting> whole =
          knot.inOrder.stream()
              .flatMap(unit -> unit.sightings.stream())
              .filter(sighting -> sighting.leg() == Leg.WHOLE)
              .toList();
      boolean first = whole.stream().anyMatch(sighting -> !servers(sighting));
      Set<String> lines = new HashSet<>();
      if (first) {
        whole.stream().filter(Hops::servers).forEach(s -> lines.add(s.evidence().toString()));
      }
      return lines;
    }

    private static boolean servers(Sighting sighting) {
      return Unit.text(sighting, Attribute.CLUSTER)
              .filter(cluster -> cluster.startsWith("inbound|") || cluster.startsWith("Inbound"))
              .isPresent()
          || Unit.text(sighting, Attribute.DETAILS)
              .filter("filter_chain_not_found"::equals)
              .isPresent()
          || Unit.text(sighting, Attribute.DIRECTION)
              .filter(direction -> direction.equalsIgnoreCase("INGRESS"))
              .isPresent();
    }

    int of(Unit unit, Sighting sighting) {
      if (secondProxyLines.contains(sighting.evidence().toString())) {
        return 2;
      }
      if (sighting.leg() == Leg.WHOLE || sighting.leg() == Leg.DOWNSTREAM) {
        return 1;
      }
      return sighting.leg() == Leg.UPSTREAM || upstream.contains(unit) ? 2 : 1;
    }
  }

  /** Lookups by the name they are about. */
  private final class Lookups {
    private final Map<String, List<NameLookup>> byHost = new HashMap<>();
    private final List<NameLookup> all;

    /** Of lookups, by the name looked up, with or without a search domain behind it. */
    private final Map<String, Set<Unit>> units = new HashMap<>();

    private final Set<NameLookup> used = Collections.newSetFromMap(new IdentityHashMap<>());

    Lookups(List<NameLookup> all, List<Unit> units) {
      this.all = all;
      all.forEach(
          each ->
              byHost
                  .computeIfAbsent(HostName.canonical(each.host()), h -> new ArrayList<>())
                  .add(each));
      Set<String> names = new HashSet<>(byHost.keySet());
      all.forEach(each -> names.add(each.host()));
      for (Unit unit : units) {
        if (unit.kind == Unit.Kind.LOOKUP) {
          unit.hosts.forEach(host -> index(host, unit, names));
        }
      }
    }

    private void index(String host, Unit unit, Set<String> names) {
      int end = host.length();
      for (; end > 0; end = host.lastIndexOf('.', end - 1)) {
        String name = host.substring(0, end);
        if (names.contains(name)) {
          units.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(unit);
        }
      }
    }

    private Set<Unit> about(String name) {
      return units.getOrDefault(name, Set.of());
    }

    /** Those of this host and client that precede the request; their lines join the others. */
    List<DnsExchange> of(Optional<String> host, Knot knot, List<Placed> told) {
      List<DnsExchange> found = new ArrayList<>();
      for (NameLookup lookup : host.map(h -> byHost.getOrDefault(h, List.of())).orElse(List.of())) {
        if (clientFits(lookup, knot)) {
          used.add(lookup);
          lookup.exchanges().stream().filter(e -> precedes(e, knot)).forEach(found::add);
        }
      }
      if (!found.isEmpty()) {
        addLines(host.orElseThrow(), knot, told);
      }
      return host.isEmpty() ? ofDenied(knot, told) : found;
    }

    /**
     * Answers that the agent saw for an address which is denied now and has no name: however long
     * ago, for that is the question.
     */
    private List<DnsExchange> ofDenied(Knot knot, List<Placed> told) {
      Set<String> denied =
          told.stream()
              .map(Placed::sighting)
              .filter(sighting -> sighting.event() == Sighting.Event.DENIED)
              .flatMap(sighting -> sighting.server().stream())
              .map(Endpoint::host)
              .collect(Collectors.toSet());
      Instant begin = start(knot).orElse(Instant.MAX);
      return denied.isEmpty()
          ? List.of()
          : all.stream()
              .filter(lookup -> clientFits(lookup, knot))
              .flatMap(lookup -> lookup.exchanges().stream())
              .filter(each -> each.evidence() instanceof dev.tlsdiag.trace.Evidence.LogLine)
              .filter(each -> each.addresses().stream().anyMatch(denied::contains))
              .filter(each -> !asked(each).isAfter(begin))
              .toList();
    }

    private void addLines(String host, Knot knot, List<Placed> told) {
      for (Unit unit : about(host)) {
        boolean client =
            unit.clientHosts.isEmpty()
                || knot.clientHosts().isEmpty()
                || unit.clientHosts.stream().anyMatch(knot.clientHosts()::contains);
        if (client && near(clocks.corrected(unit.file, unit.start), knot)) {
          unit.sightings.forEach(s -> told.add(lookup(unit, s)));
        }
      }
    }

    private Placed lookup(Unit unit, Sighting sighting) {
      return new Placed(sighting, 1, false, clocks.corrected(unit.file, sighting.time()));
    }

    private boolean clientFits(NameLookup lookup, Knot knot) {
      Set<String> clients = knot.clientHosts();
      return lookup.client().isEmpty() || clients.isEmpty() || clients.contains(lookup.client());
    }

    private boolean precedes(DnsExchange exchange, Knot knot) {
      return near(Optional.of(asked(exchange)), knot);
    }

    private boolean near(Optional<Instant> time, Knot knot) {
      Optional<Instant> begin = start(knot);
      return time.isEmpty()
          || begin.isEmpty()
          || !time.get().isAfter(begin.get().plus(LEEWAY))
              && !time.get().isBefore(begin.get().minus(LOOKED_UP_BEFORE));
    }

    /** Whether it is another name with a suffix of the search list, and that name was found. */
    private boolean suffixed(NameLookup lookup) {
      String name = HostName.canonical(lookup.host());
      return all.stream()
          .filter(other -> !other.failed() && other.client().equals(lookup.client()))
          .map(other -> HostName.canonical(other.host()))
          .anyMatch(other -> name.startsWith(other + "."));
    }

    /** Names that got no address, and to which no connection was made. */
    List<Case> unanswered() {
      List<Case> cases = new ArrayList<>();
      for (NameLookup lookup : all) {
        if (used.contains(lookup) || !lookup.failed() || suffixed(lookup)) {
          continue;
        }
        List<Placed> told = new ArrayList<>();
        for (Unit unit : about(lookup.host())) {
          boolean client = unit.clientHosts.isEmpty() || unit.clientHosts.contains(lookup.client());
          if (client) {
            unit.sightings.forEach(s -> told.add(lookup(unit, s)));
          }
        }
        Optional<Endpoint> client =
            Optional.of(lookup.client()).filter(c -> !c.isEmpty()).map(c -> new Endpoint(c, 0));
        cases.add(
            new Case(
                Optional.of(lookup.host()),
                client,
                Optional.of(asked(lookup.exchanges().get(0))),
                told,
                List.of(),
                lookup.exchanges(),
                List.of(),
                List.of()));
      }
      return cases;
    }
  }
}
