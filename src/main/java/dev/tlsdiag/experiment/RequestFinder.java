package dev.tlsdiag.experiment;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.LegPair;
import dev.tlsdiag.trace.LegPairing;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds in captures the requests that went along both paths, or along the proxied one. */
final class RequestFinder {
  private final Optional<String> host;
  private final Optional<CaptureComparison.Pair> given;

  RequestFinder(Optional<String> host, Optional<CaptureComparison.Pair> given) {
    this.host = host;
    this.given = given;
  }

  /** Of a capture of the direct path and one of the proxied path; the most interesting first. */
  List<Request> between(Capture direct, Capture proxied) {
    List<Connection> directs = direct.connections().stream().filter(this::wanted).toList();
    Set<Endpoint> origins = directs.stream().map(Connection::server).collect(Collectors.toSet());
    Map<Optional<String>, List<Connection>> byHost = byHost(directs);
    List<Request> requests = new ArrayList<>();
    List<Candidate> candidates = candidates(proxied.connections(), origins);
    for (Candidate candidate : candidates) {
      HopTrace trace = candidate.trace();
      best(possible(byHost, directs, trace), trace)
          .map(control -> new Request(Optional.of(control), trace, candidate.doubtful()))
          .ifPresent(requests::add);
    }
    if (requests.stream().noneMatch(request -> request.proxied().failed())) {
      requests.addAll(nameless(directs, candidates));
    }
    return sorted(requests);
  }

  /** Where nothing on the proxied path names the host, or only an address, what is dialled may. */
  private static List<Connection> possible(
      Map<Optional<String>, List<Connection>> byHost, List<Connection> directs, HopTrace trace) {
    Optional<String> asked = trace.requestedHost();
    List<Connection> named = asked.isPresent() ? sameHost(byHost, trace) : List.of();
    return named.isEmpty() && asked.filter(host -> !HostName.isAddress(host)).isEmpty()
        ? directs.stream().filter(c -> dialsTheSame(c, trace)).toList()
        : named;
  }

  /**
   * Where one client asks for one host on the direct path, a hello of it without a name that no
   * tunnel names either can be for that host alone.
   */
  private static List<Request> nameless(List<Connection> directs, List<Candidate> candidates) {
    boolean oneHost = directs.stream().map(Connection::requestedHost).distinct().count() == 1;
    if (!oneHost) {
      return List.of();
    }
    return candidates.stream()
        .filter(c -> c.trace().requestedHost().isEmpty() && c.trace().clientHop().tls().isPresent())
        .filter(c -> c.legs().get(0).client().host().equals(directs.get(0).client().host()))
        .flatMap(
            c ->
                best(directs, c.trace())
                    .map(control -> new Request(Optional.of(control), c.trace(), c.doubtful()))
                    .stream())
        .toList();
  }

  /** Of one capture that holds both legs of the proxy, and perhaps a direct request too. */
  List<Request> within(Capture capture) {
    List<Connection> connections = capture.connections();
    Map<Optional<String>, List<Connection>> byHost = byHost(connections);
    List<Request> requests = new ArrayList<>();
    for (Candidate candidate : candidates(connections, Set.of())) {
      HopTrace trace = candidate.trace();
      if (trace.joints().isEmpty()) {
        continue;
      }
      if (host.isPresent() && trace.requestedHost().filter(this::wantedHost).isEmpty()) {
        continue;
      }
      List<Connection> possible =
          byHost.getOrDefault(trace.requestedHost(), List.of()).stream()
              .filter(c -> !candidate.uses(c) && isDirect(c, trace))
              .toList();
      requests.add(new Request(best(possible, trace), trace, candidate.doubtful()));
    }
    return sorted(requests);
  }

  /** The connections of one capture, each on its own. */
  List<Request> alone(Capture capture) {
    return sorted(
        capture.connections().stream()
            .filter(this::wanted)
            .map(
                c -> new Request(Optional.empty(), HopTrace.single(HopTrace.PROXIED, c), List.of()))
            .toList());
  }

  private record Candidate(HopTrace trace, List<Connection> legs, List<String> doubtful) {
    @SuppressWarnings("ReferenceEquality") // connections with equal values are still two
    boolean uses(Connection connection) {
      return legs.stream().anyMatch(leg -> leg == connection);
    }
  }

  private List<Candidate> candidates(List<Connection> connections, Set<Endpoint> origins) {
    if (given.isPresent()) {
      LegPair pair = givenPair(connections, given.get());
      HopTrace trace = HopTrace.chain(HopTrace.PROXIED, List.of(pair));
      return List.of(new Candidate(trace, List.of(pair.downstream(), pair.upstream()), List.of()));
    }
    LegPairing pairing = LegPairing.of(connections, origins);
    List<Candidate> candidates = new ArrayList<>();
    for (Connection connection : connections) {
      if (pairing.isUpstream(connection)) {
        continue;
      }
      List<LegPair> chain = pairing.chainFrom(connection);
      if (chain.isEmpty()) {
        candidates.add(new Candidate(lone(connection, origins), List.of(connection), List.of()));
      } else {
        List<Connection> legs = new ArrayList<>(List.of(connection));
        chain.forEach(pair -> legs.add(pair.upstream()));
        candidates.add(
            new Candidate(HopTrace.chain(HopTrace.PROXIED, chain), legs, doubts(pairing, chain)));
      }
    }
    return candidates;
  }

  /** A connection without a partner: which of the proxy's legs is it? */
  private static HopTrace lone(Connection connection, Set<Endpoint> origins) {
    if (!origins.contains(connection.server())) {
      return HopTrace.downstreamOnly(HopTrace.PROXIED, connection);
    }
    return connection.requestedHost().isEmpty()
        ? HopTrace.upstreamOnly(HopTrace.PROXIED, connection)
        : HopTrace.single(HopTrace.PROXIED, connection);
  }

  private static List<String> doubts(LegPairing pairing, List<LegPair> chain) {
    List<String> doubts = new ArrayList<>();
    for (LegPair pair : chain) {
      List<LegPair> rivals = pairing.rivalsOf(pair.downstream());
      if (!rivals.isEmpty()) {
        doubts.add(choice(pair));
        rivals.forEach(rival -> doubts.add(choice(rival)));
      }
    }
    return doubts;
  }

  private static String choice(LegPair pair) {
    return String.format(
        Locale.ROOT,
        "--pair %d:%d  %.2f  %s",
        pair.downstream().first().number(),
        pair.upstream().first().number(),
        pair.confidence(),
        String.join(", ", pair.reasons()));
  }

  private static LegPair givenPair(List<Connection> connections, CaptureComparison.Pair pair) {
    return LegPairing.given(
        numbered(connections, pair.downstream()), numbered(connections, pair.upstream()));
  }

  private static Connection numbered(List<Connection> connections, int number) {
    return connections.stream()
        .filter(connection -> connection.hasNumber(number))
        .findFirst()
        .orElseThrow(() -> new CaptureComparison.NoSuchHandshakeException(number));
  }

  /** The best witness that the direct path works: established, at the same server. */
  private static Optional<HopTrace> best(List<Connection> directs, HopTrace proxied) {
    Optional<Endpoint> server = proxied.serverHop().to().endpoint();
    return directs.stream()
        .min(
            Comparator.<Connection>comparingInt(
                    c -> c.outcome() instanceof Outcome.Established ? 0 : 1)
                .thenComparing(c -> server.equals(Optional.of(c.server())) ? 0 : 1)
                .thenComparing(Connection::time))
        .map(c -> HopTrace.single(HopTrace.DIRECT, c));
  }

  /** By the name in the ClientHello; where nobody has that one, by the target of the tunnel. */
  private static List<Connection> sameHost(
      Map<Optional<String>, List<Connection>> byHost, HopTrace trace) {
    List<Connection> named = byHost.getOrDefault(trace.requestedHost(), List.of());
    Optional<String> target =
        trace
            .clientHop()
            .preamble()
            .flatMap(Preamble::target)
            .map(HostName::ofAuthority)
            .map(HostName::canonical);
    return named.isEmpty() && target.isPresent() ? byHost.getOrDefault(target, List.of()) : named;
  }

  private static Map<Optional<String>, List<Connection>> byHost(List<Connection> connections) {
    return connections.stream()
        .filter(connection -> connection.requestedHost().isPresent())
        .collect(Collectors.groupingBy(Connection::requestedHost));
  }

  private static boolean dialsTheSame(Connection direct, HopTrace proxied) {
    boolean sameServer = proxied.serverHop().to().endpoint().equals(Optional.of(direct.server()));
    boolean neverConnected = proxied.clientHop().connect().filter(Step::failed).isPresent();
    return sameServer || neverConnected;
  }

  private static boolean isDirect(Connection connection, HopTrace proxied) {
    // What starts at the proxy's address is a leg of another request, unless client and proxy share
    // that address.
    Set<String> proxies =
        proxied.hops().stream()
            .skip(1)
            .flatMap(hop -> hop.from().endpoint().stream())
            .map(Endpoint::host)
            .collect(Collectors.toSet());
    Optional<Endpoint> proxy = proxied.clientHop().to().endpoint();
    String client = connection.client().host();
    boolean clientsOwn =
        proxied.clientHop().from().endpoint().filter(c -> c.host().equals(client)).isPresent();
    return !Optional.of(connection.server()).equals(proxy)
        && (clientsOwn || !proxies.contains(client));
  }

  private boolean wanted(Connection connection) {
    return host.isEmpty() || connection.requestedHost().filter(this::wantedHost).isPresent();
  }

  private boolean wantedHost(String requested) {
    return host.filter(h -> !h.equals(requested)).isEmpty();
  }

  private static List<Request> sorted(List<Request> requests) {
    return requests.stream().sorted(Comparator.comparingInt(Request::interest)).toList();
  }
}
