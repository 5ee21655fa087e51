package dev.tlsdiag.trace;

import dev.tlsdiag.tcp.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the two legs of one request among the connections that a proxy's capture holds.
 *
 * <p>TLS carries nothing that ties the legs together once a proxy opened a new connection, so this
 * weighs signs: how soon the second leg follows, addresses, names, the shape of the hellos. Only a
 * ClientHello that was relayed unchanged is proof.
 */
public final class LegPairing {
  /** Below this a pair is not used. */
  public static final double ENOUGH = 0.5;

  /** Pairs whose confidence differs by less are told apart by nothing. */
  private static final double TOO_CLOSE = 0.08;

  /**
   * Connections that follow a downstream leg and are looked at: bounds the work to n times this.
   */
  private static final int WINDOW = 200;

  private final List<LegPair> pairs = new ArrayList<>();
  private final Map<Connection, List<LegPair>> rivals = new LinkedHashMap<>();

  private LegPairing() {}

  /**
   * Pairs up what it can.
   *
   * @param connections of one capture
   * @param origins addresses known to be the server itself, as the direct path dials it
   */
  public static LegPairing of(List<Connection> connections, Set<Endpoint> origins) {
    LegPairing pairing = new LegPairing();
    LegSigns signs = new LegSigns(origins);
    List<LegPair> candidates = candidates(connections, signs);
    Set<Connection> downstreams = new HashSet<>();
    Set<Connection> upstreams = new HashSet<>();
    Set<List<Endpoint>> directions = new HashSet<>();
    for (LegPair candidate : candidates) {
      Connection downstream = candidate.downstream();
      Connection upstream = candidate.upstream();
      // A proxy at X with its server at Y is not at the same time a server at X with its proxy at
      // Y.
      boolean reversed = directions.contains(List.of(upstream.server(), downstream.server()));
      if (candidate.confidence() < ENOUGH
          || reversed
          || downstreams.contains(downstream)
          || upstreams.contains(upstream)) {
        continue;
      }
      downstreams.add(downstream);
      upstreams.add(upstream);
      directions.add(List.of(downstream.server(), upstream.server()));
      pairing.pairs.add(candidate);
    }
    for (LegPair pair : pairing.pairs) {
      List<LegPair> close = candidates.stream().filter(c -> isRival(c, pair, upstreams)).toList();
      if (!close.isEmpty()) {
        pairing.rivals.put(pair.downstream(), close);
      }
    }
    return pairing;
  }

  /** A pair given by the user. */
  public static LegPair given(Connection downstream, Connection upstream) {
    return new LegPair(downstream, upstream, 1, List.of("given by --pair"));
  }

  /** The pairs, each connection at most once as downstream and once as upstream. */
  public List<LegPair> pairs() {
    return List.copyOf(pairs);
  }

  public Optional<LegPair> from(Connection downstream) {
    return pairs.stream().filter(p -> p.downstream().equals(downstream)).findFirst();
  }

  public boolean isUpstream(Connection connection) {
    return pairs.stream().anyMatch(p -> p.upstream().equals(connection));
  }

  /** Pairs that are as likely as the one chosen for this leg and would lead to another answer. */
  public List<LegPair> rivalsOf(Connection downstream) {
    return rivals.getOrDefault(downstream, List.of());
  }

  /** The pairs that start here, followed hop by hop over further proxies. */
  public List<LegPair> chainFrom(Connection downstream) {
    List<LegPair> chain = new ArrayList<>();
    Optional<LegPair> next = from(downstream);
    while (next.isPresent()) { // ends: every upstream is later than its downstream
      chain.add(next.get());
      next = from(next.get().upstream());
    }
    return chain;
  }

  private static List<LegPair> candidates(List<Connection> connections, LegSigns signs) {
    List<Connection> byTime =
        connections.stream().sorted(Comparator.comparing(Connection::time)).toList();
    List<LegPair> candidates = new ArrayList<>();
    for (int i = 0; i < byTime.size(); i++) {
      int end = Math.min(byTime.size(), i + 1 + WINDOW);
      for (int j = i + 1; j < end; j++) {
        signs.weigh(byTime.get(i), byTime.get(j)).ifPresent(candidates::add);
      }
    }
    candidates.sort(
        Comparator.comparingDouble(LegPair::confidence)
            .reversed()
            .thenComparing(p -> p.upstream().time()));
    return candidates;
  }

  private static boolean isRival(LegPair candidate, LegPair chosen, Set<Connection> upstreams) {
    if (candidate.equals(chosen) || chosen.confidence() - candidate.confidence() > TOO_CLOSE) {
      return false;
    }
    boolean otherUpstream =
        candidate.downstream().equals(chosen.downstream())
            && !upstreams.contains(candidate.upstream())
            && !alike(candidate.upstream(), chosen.upstream());
    boolean otherDownstream =
        candidate.upstream().equals(chosen.upstream())
            && !alike(candidate.downstream(), chosen.downstream());
    return otherUpstream || otherDownstream;
  }

  /** Whether it makes no difference which of the two is taken: retries, parallel requests. */
  private static boolean alike(Connection a, Connection b) {
    return a.server().equals(b.server())
        && a.requestedHost().equals(b.requestedHost())
        && a.outcome().kind().equals(b.outcome().kind());
  }
}
