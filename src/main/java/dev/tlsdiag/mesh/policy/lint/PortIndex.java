package dev.tlsdiag.mesh.policy.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the port rules that may concern what another concerns, so that with thousands of them not
 * each has to be held against each: what differs in its peers, its ports or its pods is left out.
 *
 * <p>What is given may still not meet; what is left out is sure not to.
 */
final class PortIndex {
  private final Optional<String> label;
  private final List<PolicyScene.PortCase> all = new ArrayList<>();
  private final Map<String, List<Integer>> places = new HashMap<>();

  /** Empty as yet; {@code expected} tells by which label the pods differ most often. */
  PortIndex(List<PolicyScene.PortCase> expected) {
    Map<String, Integer> counts = new HashMap<>();
    for (PolicyScene.PortCase port : expected) {
      labels(port.of().of()).keySet().forEach(key -> counts.merge(key, 1, Integer::sum));
    }
    label =
        counts.entrySet().stream()
            .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey);
  }

  /** With all of them. */
  static PortIndex of(List<PolicyScene.PortCase> ports) {
    PortIndex index = new PortIndex(ports);
    ports.forEach(index::add);
    return index;
  }

  void add(PolicyScene.PortCase port) {
    List<String> keys = new ArrayList<>(ports(port));
    keys.add(pods(port.of().of()));
    port.of().peers().forEach(peer -> keys.add(peer(port, peer)));
    for (String key : Set.copyOf(keys)) {
      places.computeIfAbsent(key, k -> new ArrayList<>()).add(all.size());
    }
    all.add(port);
  }

  /** Those with which it may share a port, a peer and a pod, in the order in which they came. */
  Stream<PolicyScene.PortCase> near(PolicyScene.PortCase port) {
    Set<String> peers = port.of().peers();
    Optional<List<String>> byPeers = Optional.empty();
    if (!peers.contains(PeerKeys.ANY)) {
      List<String> keys = new ArrayList<>(List.of(peer(port, PeerKeys.ANY)));
      peers.forEach(peer -> keys.add(peer(port, peer)));
      byPeers = Optional.of(keys);
    }
    return at(Stream.of(byPeers, Optional.of(ports(port)), podsNear(port.of().of())));
  }

  /** Those that may be of a pod of the rule. */
  Stream<PolicyScene.PortCase> near(PolicyScene.RuleCase rule) {
    return at(Stream.of(podsNear(rule)));
  }

  private Stream<PolicyScene.PortCase> at(Stream<Optional<List<String>>> ways) {
    return ways.flatMap(Optional::stream)
        .map(keys -> keys.stream().map(key -> places.getOrDefault(key, List.of())).toList())
        .min(Comparator.comparingInt(PortIndex::total))
        .map(found -> found.stream().flatMap(List::stream).sorted().distinct().map(all::get))
        .orElseGet(() -> IntStream.range(0, all.size()).mapToObj(all::get));
  }

  private static int total(List<List<Integer>> found) {
    return found.stream().mapToInt(List::size).sum();
  }

  private static List<String> ports(PolicyScene.PortCase port) {
    return port.rule().ports().stream()
        .map(written -> "port " + written.port().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String peer(PolicyScene.PortCase port, String peer) {
    return port.of().item().direction() + " " + peer;
  }

  /** Empty where it may be any pod. */
  private Optional<List<String>> podsNear(PolicyScene.RuleCase rule) {
    return label
        .filter(labels(rule)::containsKey)
        .map(key -> List.of(pods(rule), pods(Optional.empty())));
  }

  private String pods(PolicyScene.RuleCase rule) {
    return pods(label.map(labels(rule)::get));
  }

  private static String pods(Optional<String> value) {
    return value.map(text -> "pods " + text).orElse("pods");
  }

  private static Map<String, String> labels(PolicyScene.RuleCase rule) {
    return rule.labels().orElse(Map.of());
  }
}
