package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.NameLookup;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hops of a case. What was captured counts more than what is told, which confirms it; where
 * nothing was captured, what is told stands for it.
 */
public final class CaseTrace {
  private static final int MOST_EVIDENCE = 12;

  private final Case told;
  private final boolean intercepted;

  private CaseTrace(Case told, boolean intercepted) {
    this.told = told;
    this.intercepted = intercepted;
  }

  /**
   * The path of this case.
   *
   * @param intercepted whether configuration says that a proxy is between client and server, even
   *     if nobody saw it
   */
  public static HopTrace of(Case told, boolean intercepted) {
    return new CaseTrace(told, intercepted).trace();
  }

  private HopTrace trace() {
    boolean served = told.servedBeforeReset();
    List<Telling> tellings =
        told.told().stream()
            .filter(placed -> !(served && placed.sighting().event() == Event.RESET))
            .flatMap(placed -> Telling.of(placed).stream())
            .toList();
    int count = hops(tellings);
    List<Hop> hops = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      hops.add(hop(number, count, tellings));
    }
    return new HopTrace(HopTrace.PROXIED, hops, told.pairing());
  }

  private int hops(List<Telling> tellings) {
    boolean proxy = intercepted || told.sightings().anyMatch(Connections::showsProxy);
    int least = proxy ? 2 : 1;
    int seen =
        Stream.concat(
                tellings.stream().map(Telling::hop),
                told.told().stream().map(p -> p.both() && !stopped(p) ? p.hop() + 1 : p.hop()))
            .max(Comparator.naturalOrder())
            .orElse(1);
    int captured = told.captured().stream().mapToInt(Case.CapturedLeg::hop).max().orElse(1);
    return Math.max(least, Math.max(seen, captured));
  }

  /** A listener that took nothing has nothing to send on. */
  private static boolean stopped(Placed placed) {
    return Unit.text(placed.sighting(), Sighting.Attribute.DETAILS)
        .filter(details -> details.equals("filter_chain_not_found"))
        .isPresent();
  }

  private Hop hop(int number, int count, List<Telling> tellings) {
    Party.Role from = number == 1 ? Party.Role.CLIENT : Party.Role.PROXY;
    Party.Role to = number == count ? Party.Role.SERVER : Party.Role.PROXY;
    Optional<Connection> captured =
        told.captured().stream()
            .filter(leg -> leg.hop() == number)
            .map(Case.CapturedLeg::connection)
            .findFirst();
    Map<Step.Kind, Step> steps = new EnumMap<>(Step.Kind.class);
    if (number == 1) {
      resolve().ifPresent(step -> steps.put(Step.Kind.RESOLVE, step));
    }
    captured.ifPresent(
        connection ->
            HopTrace.single(HopTrace.PROXIED, connection)
                .clientHop()
                .steps()
                .forEach(step -> steps.put(step.kind(), step)));
    Map<Step.Kind, Step> byWord = told(number, tellings);
    byWord.forEach(
        (kind, step) ->
            steps.merge(kind, step, (bytes, words) -> confirmed(bytes, words.evidence())));
    return new Hop(
        new Party(from, captured.map(Connection::client).or(() -> end(number, true))),
        new Party(to, captured.map(Connection::server).or(() -> end(number, false))),
        List.copyOf(steps.values()));
  }

  private Optional<Step> resolve() {
    return NameLookup.of(told.dns()).stream()
        .filter(NameLookup::failed)
        .findFirst()
        .map(NameLookup::step);
  }

  /** One step of each kind: what was told last of it, with all that tell the same. */
  private Map<Step.Kind, Step> told(int number, List<Telling> tellings) {
    Map<Step.Kind, List<Telling>> byKind = new EnumMap<>(Step.Kind.class);
    for (Telling telling : tellings) {
      if (telling.hop() == number) {
        byKind.computeIfAbsent(telling.step(), k -> new ArrayList<>()).add(telling);
      }
    }
    withoutTheWordless(byKind);
    boolean spoken = byKind.containsKey(Step.Kind.TLS) || byKind.containsKey(Step.Kind.HTTP);
    boolean failed =
        byKind.getOrDefault(Step.Kind.CONNECT, List.of()).stream().anyMatch(Telling::failed);
    if (!spoken && !failed) {
      FlowSilence.on(number, told.told())
          .ifPresent(silence -> byKind.put(Step.Kind.TLS, List.of(silence)));
      FlowSilence.behindSyn(number, told.told())
          .ifPresent(silence -> byKind.put(Step.Kind.CONNECT, List.of(silence)));
    }
    boolean answered =
        byKind.getOrDefault(Step.Kind.HTTP, List.of()).stream().anyMatch(t -> !t.failed());
    silentTls(byKind);
    Map<Step.Kind, Step> steps = new EnumMap<>(Step.Kind.class);
    byKind.forEach(
        (kind, all) -> {
          Telling last = all.get(all.size() - 1);
          boolean policy = kind == Step.Kind.POLICY || kind == Step.Kind.RESOLVE;
          Telling counts =
              policy ? all.stream().filter(Telling::failed).findFirst().orElse(last) : last;
          boolean found = kind == Step.Kind.RESOLVE && all.stream().anyMatch(CaseTrace::found);
          boolean overcome = (answered || found) && counts.failed() && kind != Step.Kind.POLICY;
          if (!overcome) {
            steps.put(kind, step(counts, all));
          }
        });
    return steps;
  }

  /** An answer with addresses: what was asked before it, with a suffix, does not count. */
  private static boolean found(Telling telling) {
    return !telling.failed()
        && Unit.text(telling.by().sighting(), Sighting.Attribute.ADDRESSES).isPresent();
  }

  /** Where one source has a reason, those that have none say nothing else. */
  private static void withoutTheWordless(Map<Step.Kind, List<Telling>> byKind) {
    List<Telling> connects = byKind.getOrDefault(Step.Kind.CONNECT, List.of());
    boolean reason =
        byKind.getOrDefault(Step.Kind.TLS, List.of()).stream().anyMatch(Telling::failed)
            || connects.stream().anyMatch(t -> t.failed() && !t.wordless());
    if (!reason) {
      return;
    }
    List<Telling> kept = connects.stream().filter(t -> !t.failed() || !t.wordless()).toList();
    if (kept.isEmpty()) {
      byKind.remove(Step.Kind.CONNECT);
    } else {
      byKind.put(Step.Kind.CONNECT, kept);
    }
  }

  /**
   * A timer that ran out after TCP was connected ran out in TLS: the step before it worked, and no
   * answer to the ClientHello came.
   */
  private static void silentTls(Map<Step.Kind, List<Telling>> byKind) {
    List<Telling> connects = byKind.getOrDefault(Step.Kind.CONNECT, List.of());
    boolean connected = connects.stream().anyMatch(t -> !t.failed());
    boolean wordless =
        connects.stream().anyMatch(Telling::failed)
            && connects.stream().filter(Telling::failed).allMatch(CaseTrace::wordless);
    if (!connected || !wordless || byKind.containsKey(Step.Kind.TLS)) {
      return;
    }
    List<Telling> tls = new ArrayList<>();
    List<Telling> tcp = new ArrayList<>();
    for (Telling each : connects) {
      if (each.failed()) {
        String what = "TCP is connected, and no answer to the ClientHello came: " + each.what();
        tls.add(new Telling(each.hop(), Step.Kind.TLS, true, what, each.by()));
      } else {
        tcp.add(each);
      }
    }
    byKind.put(Step.Kind.CONNECT, tcp);
    byKind.put(Step.Kind.TLS, tls);
  }

  private static boolean wordless(Telling telling) {
    Event event = telling.by().sighting().event();
    return event == Event.CONNECT_TIMEOUT
        || event == Event.LOCAL_REPLY
        || event == Event.RESPONSE
        || event == Event.RESET && telling.by().sighting().leg() != Leg.UNKNOWN
        || telling.by().both();
  }

  private static Step step(Telling counts, List<Telling> all) {
    List<Evidence> evidence =
        Stream.concat(Stream.of(counts), all.stream().filter(t -> t.failed() == counts.failed()))
            .map(telling -> telling.by().sighting().evidence())
            .distinct()
            .limit(MOST_EVIDENCE)
            .toList();
    Optional<Duration> duration = Optional.empty();
    return new Step.Told(counts.step(), counts.failed(), counts.what(), duration, evidence);
  }

  /** The same step, with those that tell of it, too, among its evidence. */
  private static Step confirmed(Step bytes, List<Evidence> words) {
    List<Evidence> evidence =
        Stream.concat(bytes.evidence().stream(), words.stream())
            .distinct()
            .limit(MOST_EVIDENCE)
            .toList();
    if (bytes instanceof Step.Tls tls) {
      return new Step.Tls(tls.first(), tls.last(), tls.session(), evidence);
    }
    if (bytes instanceof Step.Connect connect) {
      return new Step.Connect(
          connect.outcome(), connect.icmpErrors(), connect.duration(), evidence);
    }
    if (bytes instanceof Step.Http http) {
      return new Step.Http(http.exchange(), http.duration(), evidence);
    }
    return bytes;
  }

  /** Address and port of an end of a hop, as the records of that leg have it. */
  private Optional<Endpoint> end(int number, boolean client) {
    Optional<Endpoint> own =
        told.told().stream()
            .filter(placed -> placed.hop() == number && !placed.both() && !lookup(placed))
            .map(Placed::sighting)
            .flatMap(s -> (client ? s.client() : s.server()).stream())
            .findFirst();
    return own.or(() -> ofBoth(number, client))
        .or(() -> number == 1 && client ? told.client() : Optional.empty());
  }

  private Optional<Endpoint> ofBoth(int number, boolean client) {
    for (Placed placed : told.told()) {
      if (!placed.both()) {
        continue;
      }
      Sighting sighting = placed.sighting();
      boolean first = placed.hop() == number;
      boolean second = placed.hop() + 1 == number;
      Optional<Endpoint> found = Optional.empty();
      if (first) {
        found =
            client
                ? sighting.client()
                : Unit.text(sighting, Sighting.Attribute.DOWNSTREAM_SERVER)
                    .flatMap(Endpoints::parse);
      } else if (second) {
        found =
            client
                ? Unit.text(sighting, Sighting.Attribute.UPSTREAM_CLIENT).flatMap(Endpoints::parse)
                : sighting.server();
      }
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean lookup(Placed placed) {
    return Unit.isLookup(placed.sighting());
  }
}
