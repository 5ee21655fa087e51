package dev.tlsdiag.trace;

import dev.tlsdiag.tcp.Endpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
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

  private static final int RIVALS_NAMED = 5;

  private final List<LegPair> pairs = new ArrayList<>();

  // Two connections with equal values are still two connections, and hashing one reads all its
  // bytes.
  private final IdentityHashMap<Connection, LegPair> byDownstream = new IdentityHashMap<>();
  private final IdentityHashMap<Connection, LegPair> byUpstream = new IdentityHashMap<>();
  private final IdentityHashMap<Connection, List<LegPair>> rivals = new IdentityHashMap<>();

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
    Set<List<Endpoint>> directions = new HashSet<>();
    for (LegPair candidate : candidates) {
      Connection downstream = candidate.downstream();
      Connection upstream = candidate.upstream();
      // A proxy at X with a server at Y rules out a server at X with a proxy at Y.
      boolean reversed = directions.contains(List.of(upstream.server(), downstream.server()));
      if (candidate.confidence() < ENOUGH
          || reversed
          || pairing.byDownstream.containsKey(downstream)
          || pairing.byUpstream.containsKey(upstream)) {
        continue;
      }
      pairing.byDownstream.put(downstream, candidate);
      pairing.byUpstream.put(upstream, candidate);
      directions.add(List.of(downstream.server(), upstream.server()));
      pairing.pairs.add(candidate);
    }
    pairing.fillIn(candidates);
    candidates.forEach(pairing::considerRival);
    return pairing;
  }

  /**
   * Takes the way over a proxy in between where one leg is left over that follows the first and is
   * followed by the second: two proxies in a row, the first of which lost what the legs have in
   * common.
   */
  @SuppressWarnings("ReferenceEquality") // as with the maps
  private void fillIn(List<LegPair> candidates) {
    IdentityHashMap<Connection, List<LegPair>> from = new IdentityHashMap<>();
    candidates.stream()
        .filter(pair -> pair.confidence() >= ENOUGH)
        .forEach(pair -> from.computeIfAbsent(pair.downstream(), d -> new ArrayList<>()).add(pair));
    for (LegPair whole : List.copyOf(pairs)) {
      for (LegPair first : from.get(whole.downstream())) {
        Connection middle = first.upstream();
        if (byDownstream.containsKey(middle) || byUpstream.containsKey(middle)) {
          continue;
        }
        Optional<LegPair> second =
            from.getOrDefault(middle, List.of()).stream()
                .filter(pair -> pair.upstream() == whole.upstream())
                .findFirst();
        if (second.isPresent()) {
          pairs.removeIf(pair -> pair == whole);
          replace(first);
          replace(second.get());
          break;
        }
      }
    }
  }

  private void replace(LegPair pair) {
    byDownstream.put(pair.downstream(), pair);
    byUpstream.put(pair.upstream(), pair);
    pairs.add(pair);
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
    return Optional.ofNullable(byDownstream.get(downstream));
  }

  public boolean isUpstream(Connection connection) {
    return byUpstream.containsKey(connection);
  }

  /** Pairs that are as likely as the one chosen for this leg and would lead to another answer. */
  public List<LegPair> rivalsOf(Connection downstream) {
    return rivals.getOrDefault(downstream, List.of());
  }

  /** The pairs that start here, followed hop by hop over further proxies. */
  public List<LegPair> chainFrom(Connection downstream) {
    List<LegPair> chain = new ArrayList<>();
    Optional<LegPair> next = from(downstream);
    // Every upstream is later than its downstream, by its hello or by its SYN: no mix of both may
    // lead in a circle.
    while (next.isPresent() && chain.size() < pairs.size()) {
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
        signs.weigh(byTime.get(i), byTime.get(j), ENOUGH - TOO_CLOSE).ifPresent(candidates::add);
        signs.weigh(byTime.get(j), byTime.get(i), ENOUGH - TOO_CLOSE).ifPresent(candidates::add);
      }
    }
    candidates.sort(
        Comparator.comparingDouble(LegPair::confidence)
            .reversed()
            .thenComparing(p -> p.upstream().time()));
    return candidates;
  }

  @SuppressWarnings("ReferenceEquality") // as with the maps
  private void considerRival(LegPair candidate) {
    LegPair sameDownstream = byDownstream.get(candidate.downstream());
    LegPair sameUpstream = byUpstream.get(candidate.upstream());
    if (sameDownstream == candidate) {
      return; // it is the one that was chosen
    }
    boolean otherUpstream =
        sameDownstream != null
            && sameUpstream == null
            && isClose(candidate, sameDownstream)
            && !alike(candidate.upstream(), sameDownstream.upstream());
    if (otherUpstream) {
      addRival(candidate.downstream(), candidate);
    }
    boolean otherDownstream =
        sameUpstream != null
            && isClose(candidate, sameUpstream)
            && !reaches(candidate)
            && !alike(candidate.downstream(), sameUpstream.downstream());
    if (otherDownstream) {
      addRival(sameUpstream.downstream(), candidate);
    }
  }

  /** Whether the chosen pairs lead there too, over further proxies. */
  @SuppressWarnings("ReferenceEquality") // as with the maps
  private boolean reaches(LegPair candidate) {
    return chainFrom(candidate.downstream()).stream()
        .anyMatch(pair -> pair.upstream() == candidate.upstream());
  }

  private void addRival(Connection downstream, LegPair candidate) {
    List<LegPair> known = rivals.computeIfAbsent(downstream, d -> new ArrayList<>());
    if (known.size() < RIVALS_NAMED) {
      known.add(candidate);
    }
  }

  private static boolean isClose(LegPair candidate, LegPair chosen) {
    return chosen.confidence() - candidate.confidence() <= TOO_CLOSE;
  }

  /** Whether it makes no difference which of the two is taken: retries, parallel requests. */
  private static boolean alike(Connection a, Connection b) {
    return a.server().equals(b.server())
        && a.requestedHost().equals(b.requestedHost())
        && a.outcome().kind().equals(b.outcome().kind());
  }
}
