package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.TrafficItem;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the agent keeps rules apart by: each selector of peers, together with a port and a protocol.
 */
final class PeerKeys {
  /** Every peer. */
  static final String ANY = "*";

  private PeerKeys() {}

  /** A text for each peer of the item, the same for the same peers; {@link #ANY} alone for all. */
  static Set<String> of(PolicyScene.RuleCase rule, TrafficItem item) {
    Peers peers = item.peers();
    Set<String> keys = new LinkedHashSet<>();
    peers
        .fqdns()
        .ifPresent(
            all ->
                all.forEach(
                    f ->
                        keys.add(
                            "MatchName: %s, MatchPattern: %s"
                                .formatted(
                                    f.matchName().orElse(""), f.matchPattern().orElse("")))));
    Optional<String> namespace = rule.of().policy().namespace();
    peers.endpoints().ifPresent(all -> all.forEach(s -> keys.add(text(s, namespace))));
    peers
        .entities()
        .ifPresent(
            all ->
                all.forEach(e -> keys.add(e.name().equals("all") ? ANY : "reserved:" + e.name())));
    peers.cidrs().ifPresent(all -> all.forEach(c -> keys.add(c.cidr().orElse(""))));
    peers
        .cidrSets()
        .ifPresent(
            all ->
                all.forEach(
                    c -> keys.add(c.cidr().or(c::group).orElse("") + " except " + c.except())));
    peers
        .services()
        .ifPresent(all -> all.forEach(s -> keys.add("service " + s.name() + s.namespace())));
    if (keys.isEmpty() && peers.equals(Peers.ANY)) {
      keys.add(ANY);
    }
    return keys;
  }

  private static String text(LabelSelector selector, Optional<String> namespace) {
    TreeMap<String, String> labels = new TreeMap<>();
    selector.matchLabels().forEach((key, value) -> labels.put(Labels.bare(key), value));
    if (!Labels.namesNamespace(selector)) {
      namespace.ifPresent(space -> labels.put(Labels.NAMESPACE, space));
    }
    return "endpoints "
        + labels
        + (selector.matchExpressions().isEmpty() ? "" : selector.matchExpressions());
  }

  /** The first peer that both are about; empty where there is none. */
  static Optional<String> common(PolicyScene.ItemCase one, PolicyScene.ItemCase other) {
    return one.peers().stream().filter(other.peers()::contains).sorted().findFirst();
  }

  /** Whether both are about some peer, port and protocol. */
  static boolean meet(PolicyScene.PortCase one, PolicyScene.PortCase other) {
    return one.of().item().direction() == other.of().item().direction()
        && !Collections.disjoint(one.of().peers(), other.of().peers())
        && samePort(one.rule(), other.rule());
  }

  /** Whether some port and protocol is in both. */
  static boolean samePort(PortRule one, PortRule other) {
    for (PortRule.PortProtocol mine : one.ports()) { // for each pair of policies: no streams
      for (PortRule.PortProtocol theirs : other.ports()) {
        if (mine.port().equalsIgnoreCase(theirs.port())
            && (mine.protocol().equals(theirs.protocol())
                || mine.protocol().equals("ANY")
                || theirs.protocol().equals("ANY"))) {
          return true;
        }
      }
    }
    return false;
  }
}
