package dev.tlsdiag.experiment.evidence;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.join.Case;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which request to look at.
 *
 * @param host of the request
 * @param requestId of the request
 * @param client its address, or address and port, or its pod
 * @param since none that began before
 */
public record CaseChoice(
    Optional<String> host,
    Optional<String> requestId,
    Optional<String> client,
    Optional<Instant> since) {
  public static final CaseChoice ANY =
      new CaseChoice(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final int LISTED = 8;
  private static final int DNS_PORT = 53;

  /** Who is denied on so many ports looks for open ones. */
  private static final int PORTS_OF_A_SCAN = 4;

  public CaseChoice {
    host = host.map(HostName::ofAuthority).map(HostName::canonical);
    requireNonNull(requestId, "requestId is null");
    requireNonNull(client, "client is null");
    requireNonNull(since, "since is null");
  }

  /**
   * Those that were asked for, the most telling first: failures, told by many, often.
   *
   * @throws NoSuchRequestException where there are cases, and none of them was asked for
   */
  List<Case> of(List<Case> cases) {
    Map<String, Integer> alike = new LinkedHashMap<>();
    List<Case> wanted = cases.stream().filter(this::wants).toList();
    if (wanted.isEmpty() && !cases.isEmpty()) {
      throw absent(cases);
    }
    wanted.forEach(each -> alike.merge(kind(each), 1, Integer::sum));
    Set<String> scanners = scanners(wanted);
    return wanted.stream()
        .sorted(
            Comparator.comparing((Case each) -> scanned(each, scanners) ? 2 : each.failed() ? 0 : 1)
                .thenComparing(each -> each.failed() || each.answered() ? 0 : 1)
                .thenComparing(each -> weight(each) < 0 ? 1 : 0)
                .thenComparing(each -> -each.files().size())
                .thenComparing(each -> reasoned(each) ? 0 : 1)
                .thenComparing(each -> -weight(each))
                .thenComparing(each -> -alike.get(kind(each)))
                .thenComparing(each -> each.time().orElse(Instant.MAX)))
        .toList();
  }

  /** Connections of one client, denied on many ports: as of a scan, not of a request. */
  static List<Case> scans(List<Case> cases) {
    Set<String> scanners = scanners(cases);
    return cases.stream().filter(each -> scanned(each, scanners)).toList();
  }

  private static Set<String> scanners(List<Case> cases) {
    Map<String, Set<Integer>> ports = new HashMap<>();
    for (Case each : cases) {
      Optional<String> who = who(each);
      if (onlyDenied(each) && who.isPresent()) {
        each.sightings()
            .flatMap(s -> s.server().stream())
            .forEach(
                server ->
                    ports.computeIfAbsent(who.get(), c -> new HashSet<>()).add(server.port()));
      }
    }
    ports.values().removeIf(all -> all.size() < PORTS_OF_A_SCAN);
    return ports.keySet();
  }

  private static boolean scanned(Case each, Set<String> scanners) {
    return onlyDenied(each) && who(each).filter(scanners::contains).isPresent();
  }

  /** The client's address, or its pod, where records have only that. */
  static Optional<String> who(Case each) {
    return each.client().map(Endpoint::host).or(() -> each.attribute(Attribute.CLIENT_POD));
  }

  /** By policy, at an address that nobody has a name for. */
  private static boolean onlyDenied(Case each) {
    return each.host().isEmpty()
        && each.captured().isEmpty()
        && each.sightings().allMatch(s -> s.event() == Event.DENIED);
  }

  /** Those that a rule may know something of although nobody tells of a failure. */
  static List<Case> quiet(List<Case> chosen) {
    Map<String, Case> unlike = new LinkedHashMap<>();
    for (Case each : chosen) {
      if (!each.failed()) {
        unlike.putIfAbsent(kind(each) + "|" + end(each), each);
      }
    }
    return unlike.values().stream().limit(LOOKED_AT).toList();
  }

  private static String end(Case each) {
    boolean closed = each.sightings().anyMatch(s -> s.event() == Event.CLOSED);
    boolean request = each.attribute(Attribute.METHOD).isPresent();
    return each.answered() + "|" + closed + "|" + request;
  }

  private static final int LOOKED_AT = 64;

  /** Whether a source says why a connection of it failed. */
  private static boolean reasoned(Case each) {
    return each.failed()
        && each.sightings()
            .flatMap(s -> s.attribute(Attribute.TRANSPORT_FAILURE).stream())
            .anyMatch(words -> !words.isBlank() && !words.equals("-"));
  }

  /** Somebody's request counts more than a lookup or a packet. */
  private static int weight(Case each) {
    boolean request = each.attribute(Attribute.METHOD).isPresent();
    boolean dns =
        each.captured().isEmpty()
            && each.sightings()
                .allMatch(s -> s.server().filter(server -> server.port() == DNS_PORT).isPresent());
    return (request ? 2 : 0) + (each.captured().isEmpty() ? 0 : 1) - (dns ? 4 : 0);
  }

  private boolean wants(Case each) {
    return host.map(wanted -> isFor(each, wanted)).orElse(true)
        && requestId
            .map(id -> each.sightings().anyMatch(s -> has(s.attribute(Attribute.REQUEST_ID), id)))
            .orElse(true)
        && client.map(wanted -> isFrom(each, wanted)).orElse(true)
        && since
            .map(from -> each.time().filter(time -> time.isBefore(from)).isEmpty())
            .orElse(true);
  }

  private NoSuchRequestException absent(List<Case> cases) {
    List<String> words = new ArrayList<>();
    host.ifPresent(name -> words.add("for the host '%s'".formatted(name)));
    client.ifPresent(name -> words.add("of the client '%s'".formatted(name)));
    requestId.ifPresent(id -> words.add("with the request id '%s'".formatted(id)));
    since.ifPresent(from -> words.add("from %s on".formatted(from)));
    Stream<String> others =
        host.isPresent()
            ? cases.stream().flatMap(each -> each.host().stream())
            : client.isPresent()
                ? cases.stream().flatMap(each -> each.client().map(Endpoint::host).stream())
                : requestId.isPresent()
                    ? cases.stream().flatMap(each -> each.attribute(Attribute.REQUEST_ID).stream())
                    : Stream.empty();
    return new NoSuchRequestException(
        "no request in this evidence is " + String.join(" and ", words),
        others.distinct().limit(LISTED).toList());
  }

  private static boolean isFor(Case each, String wanted) {
    return each.host().filter(wanted::equals).isPresent()
        || each.sightings()
            .flatMap(s -> s.attribute(Attribute.SERVER_NAMES).stream())
            .anyMatch(names -> List.of(names.split(",")).contains(wanted))
        || each.dns().stream().anyMatch(lookup -> HostName.same(lookup.name(), wanted))
        || each.sightings()
            .flatMap(s -> s.server().stream())
            .anyMatch(server -> server.host().equals(wanted));
  }

  private static boolean isFrom(Case each, String wanted) {
    boolean address =
        each.client()
            .filter(c -> c.host().equals(wanted) || c.toString().equals(wanted))
            .isPresent();
    return address
        || each.attribute(Attribute.CLIENT_POD)
            .filter(pod -> pod.equals(wanted) || pod.endsWith("/" + wanted))
            .isPresent();
  }

  private static boolean has(Optional<String> value, String wanted) {
    return value.filter(wanted::equals).isPresent();
  }

  /** What two cases of one trouble have in common. */
  private static String kind(Case each) {
    return each.host().orElse("") + "|" + who(each).orElse("") + "|" + each.failed();
  }

  /** The others, a line for those that are alike. */
  static List<String> others(List<Case> chosen) {
    Map<String, List<Case>> alike = new LinkedHashMap<>();
    chosen.stream()
        .skip(1)
        .filter(Case::failed)
        .forEach(each -> alike.computeIfAbsent(kind(each), k -> new ArrayList<>()).add(each));
    List<String> lines = new ArrayList<>();
    for (List<Case> group : alike.values()) {
      if (lines.size() == LISTED) {
        lines.add("and others: choose with --host, --client or --request-id");
        break;
      }
      lines.add(line(group));
    }
    long fine = chosen.stream().filter(each -> !each.failed()).count();
    if (fine > 0 && chosen.get(0).failed()) {
      lines.add(fine == 1 ? "1 without a failure" : fine + " without a failure");
    }
    return lines;
  }

  private static String line(List<Case> group) {
    Case first = group.get(0);
    String times = group.size() == 1 ? "" : group.size() + " times: ";
    String what =
        first
            .sightings()
            .filter(s -> s.failed())
            .map(s -> s.what())
            .findFirst()
            .or(
                () ->
                    first.captured().stream()
                        .map(leg -> leg.connection().outcome().kind())
                        .findFirst())
            .orElse("failed");
    return times
        + who(first).orElse("a client")
        + " to "
        + first.host().orElse("a server without a name")
        + ": "
        + what;
  }
}
