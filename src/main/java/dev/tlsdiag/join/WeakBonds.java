package dev.tlsdiag.join;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ties together what no number and no port ties: the same host, client and server, near in time,
 * told by different sources. Surest first; what has two clients or comes twice from one source
 * stays apart.
 */
final class WeakBonds {
  private static final Duration NEAR = Duration.ofSeconds(5);

  /** Of those that share a name the next ones in time are looked at. */
  private static final int NEIGHBOURS = 24;

  private static final double ENOUGH = 0.5;
  private static final Duration LONGEST_SHIFT = Duration.ofHours(26);

  private final Clocks clocks;

  WeakBonds(Clocks clocks) {
    this.clocks = clocks;
  }

  private record Candidate(Knot one, Knot other, double confidence, Duration gap, String reason) {}

  /** The knots, fewer where some belong together. */
  List<Knot> tie(List<Knot> knots) {
    Groups<Knot> groups = new Groups<>(knots);
    Map<Knot, Knot> whole = new IdentityHashMap<>();
    knots.forEach(knot -> whole.put(knot, knot));
    for (Candidate candidate : candidates(knots)) {
      Knot one = whole.get(groups.root(candidate.one()));
      Knot other = whole.get(groups.root(candidate.other()));
      if (one != other && mayBeOne(one, other)) {
        merge(groups, whole, candidate, one, other);
      }
    }
    List<Knot> tied = new ArrayList<>(roots(groups, whole, knots));
    return shifted(tied);
  }

  private void merge(
      Groups<Knot> groups, Map<Knot, Knot> whole, Candidate candidate, Knot one, Knot other) {
    Knot into = one.loose() && !other.loose() ? other : one;
    Knot from = into == one ? other : one;
    bond(into, from, candidate.confidence(), candidate.reason());
    into.addAll(from, clocks);
    groups.join(candidate.one(), candidate.other());
    whole.put(groups.root(candidate.one()), into);
  }

  private static void bond(Knot into, Knot from, double confidence, String reason) {
    Set<String> files = new HashSet<>(into.files());
    files.removeAll(from.files());
    List<String> both =
        Stream.concat(files.stream().sorted(), from.files().stream().sorted()).distinct().toList();
    if (both.size() > 1) {
      into.bonds.add(new Case.Bond(both, confidence, reason));
    }
  }

  private static List<Knot> roots(Groups<Knot> groups, Map<Knot, Knot> whole, List<Knot> knots) {
    Set<Knot> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Knot> roots = new ArrayList<>();
    for (Knot knot : knots) {
      Knot root = whole.get(groups.root(knot));
      if (seen.add(root)) {
        roots.add(root);
      }
    }
    return roots;
  }

  private List<Candidate> candidates(List<Knot> knots) {
    Map<String, List<Knot>> index = new HashMap<>();
    for (Knot knot : knots) {
      Stream.of(
              knot.called().stream().map(host -> "host " + host),
              knot.clientHosts().stream().map(client -> "client " + client),
              knot.pods().stream().map(pod -> "pod " + pod),
              knot.servers().stream().map(server -> "server " + server))
          .flatMap(keys -> keys)
          .forEach(key -> index.computeIfAbsent(key, k -> new ArrayList<>()).add(knot));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (List<Knot> alike : index.values()) {
      alike.sort(Comparator.comparing((Knot knot) -> knot.start.orElse(Instant.MAX)));
      for (int i = 0; i < alike.size(); i++) {
        for (int j = i + 1; j < Math.min(alike.size(), i + 1 + NEIGHBOURS); j++) {
          weigh(alike.get(i), alike.get(j)).ifPresent(candidates::add);
        }
      }
    }
    candidates.sort(
        Comparator.comparingDouble(Candidate::confidence).reversed().thenComparing(Candidate::gap));
    return candidates;
  }

  private Optional<Candidate> weigh(Knot one, Knot other) {
    Optional<Duration> gap = one.gap(other);
    if (gap.isPresent() && gap.get().compareTo(NEAR) > 0 || !mayBeOne(one, other)) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    double confidence = 0;
    if (shares(one.called(), other.called())) {
      confidence += 0.55;
      reasons.add("the same host");
    }
    if (shares(one.clientHosts(), other.clientHosts()) || shares(one.pods(), other.pods())) {
      confidence += 0.2;
      reasons.add("the same client");
    }
    if (shares(one.servers(), other.servers())) {
      confidence += 0.2;
      reasons.add("the same server");
    }
    if (gap.isPresent()) {
      confidence += gap.get().compareTo(Duration.ofSeconds(1)) <= 0 ? 0.1 : 0;
      reasons.add("at that time");
    }
    if (confidence < ENOUGH || gap.isEmpty() && !shares(one.called(), other.called())) {
      return Optional.empty();
    }
    double rounded = Math.round(Math.min(confidence, 0.85) * 100) / 100.0;
    return Optional.of(
        new Candidate(
            one, other, rounded, gap.orElse(NEAR.plusSeconds(1)), String.join(", ", reasons)));
  }

  /** Nothing says that they are two requests. */
  private static boolean mayBeOne(Knot one, Knot other) {
    boolean line = one.loose() || other.loose();
    boolean sameSource = shares(one.files(), other.files());
    if (sameSource && !line && !one.upstreamOnly() && !other.upstreamOnly()) {
      return false;
    }
    if (sameSource && one.upstreamOnly() && other.upstreamOnly()) {
      return false;
    }
    boolean otherHost =
        !one.called().isEmpty()
            && !other.called().isEmpty()
            && !shares(one.called(), other.called());
    return !otherHost
        && !contradict(one.clients(), other.clients())
        && !contradict(one.clientHosts(), other.clientHosts())
        && !contradict(one.ids(), other.ids());
  }

  private static <T> boolean contradict(Set<T> ours, Set<T> theirs) {
    return !ours.isEmpty() && !theirs.isEmpty() && !shares(ours, theirs);
  }

  private static <T> boolean shares(Set<T> ours, Set<T> theirs) {
    // No stream: thousands of knots are each compared with two dozen others.
    for (T one : ours) {
      if (theirs.contains(one)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Where each of two sources with clocks that nothing ties knows of one failure of a host, and no
   * other, the two are the same, and the clocks are as much apart.
   */
  private List<Knot> shifted(List<Knot> knots) {
    Map<String, List<Knot>> failures = new HashMap<>();
    for (Knot knot : knots) {
      if (knot.failed() && !knot.loose()) {
        knot.called().stream()
            .limit(1)
            .forEach(host -> failures.computeIfAbsent(host, h -> new ArrayList<>()).add(knot));
      }
    }
    Set<Knot> gone = Collections.newSetFromMap(new IdentityHashMap<>());
    for (List<Knot> alike : failures.values()) {
      if (alike.size() != 2 || !mayBeOne(alike.get(0), alike.get(1))) {
        continue;
      }
      Knot one = alike.get(0);
      Knot other = alike.get(1);
      Optional<Duration> gap = one.gap(other).filter(g -> g.compareTo(LONGEST_SHIFT) < 0);
      String reference = one.files().iterator().next();
      boolean tied = other.files().stream().anyMatch(file -> clocks.tied(reference, file));
      if (gap.isPresent() && !tied) {
        Duration ahead = Duration.between(one.start.get(), other.start.get());
        other.files().forEach(file -> clocks.shift(file, ahead, reference));
        bond(one, other, ENOUGH, "the only failure of this host in each");
        one.addAll(other, clocks);
        gone.add(other);
      }
    }
    return knots.stream().filter(knot -> !gone.contains(knot)).toList();
  }
}
