package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.TrafficItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the lints of policies look at.
 *
 * @param items of all policies of Cilium, those of one policy together
 * @param secrets among the files
 */
record PolicyScene(
    LintSubject subject,
    List<PolicyCase> policies,
    List<RuleCase> rules,
    List<ItemCase> items,
    List<PortCase> ports,
    List<SecretMaterial> secrets) {
  PolicyScene {
    policies = List.copyOf(policies);
    rules = List.copyOf(rules);
    items = List.copyOf(items);
    ports = List.copyOf(ports);
    secrets = List.copyOf(secrets);
  }

  /** A policy and where it stands. */
  record PolicyCase(Resource resource, Policy policy) {
    boolean isCilium() {
      return policy.kind() != Policy.Kind.KUBERNETES;
    }
  }

  /** A rule of a policy of Cilium. */
  record RuleCase(PolicyCase of, PolicyRule rule, Optional<Map<String, String>> labels) {
    RuleCase(PolicyCase of, PolicyRule rule) {
      this(of, rule, rule.endpointSelector().map(RuleCase::bare));
    }

    RuleCase {
      labels = labels.map(Map::copyOf);
    }

    Resource resource() {
      return of.resource();
    }

    String path() {
      return rule.path();
    }

    /** Whether the other rule applies to every pod that this one applies to. */
    boolean isCoveredBy(RuleCase other) {
      if (labels.isEmpty() || other.labels.isEmpty() || !sameNamespace(other, false)) {
        return false;
      }
      return labels.get().entrySet().containsAll(other.labels.get().entrySet())
          && expressions().containsAll(other.expressions());
    }

    /** Whether there may be a pod to which both apply. */
    boolean mayMeet(RuleCase other) {
      if (labels.isEmpty() || other.labels.isEmpty() || !sameNamespace(other, true)) {
        return false;
      }
      Map<String, String> theirs = other.labels.get();
      return labels.get().entrySet().stream()
          .allMatch(e -> theirs.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()));
    }

    /** The other one's is the same, or it has none and so all of them. */
    private boolean sameNamespace(RuleCase other, boolean orThisHasNone) {
      Optional<String> mine = of.policy().namespace();
      Optional<String> theirs = other.of.policy().namespace();
      return theirs.isEmpty() || orThisHasNone && mine.isEmpty() || theirs.equals(mine);
    }

    private List<LabelSelector.Expression> expressions() {
      return rule.endpointSelector().map(LabelSelector::matchExpressions).orElse(List.of());
    }

    /** Without the prefix of the source: nobody gives two labels that differ in it alone. */
    private static Map<String, String> bare(LabelSelector selector) {
      Map<String, String> labels = new LinkedHashMap<>();
      selector.matchLabels().forEach((k, v) -> labels.put(k.replaceFirst("^(k8s|any):", ""), v));
      return labels;
    }
  }

  /**
   * An item of a rule.
   *
   * @param peers see {@link PeerKeys}
   */
  record ItemCase(RuleCase of, TrafficItem item, Set<String> peers) {
    ItemCase {
      peers = Set.copyOf(peers);
    }

    Resource resource() {
      return of.resource();
    }

    /** {@code spec.egress[0]}. */
    String path() {
      return of.path() + "." + item.path();
    }

    List<PortRule> portRules() {
      return item.toPorts().orElse(List.of());
    }

    PortCase port(int index) {
      return new PortCase(this, portRules().get(index), index);
    }
  }

  /** An item of {@code toPorts}. */
  record PortCase(ItemCase of, PortRule rule, int index) {
    Resource resource() {
      return of.resource();
    }

    /** {@code spec.egress[0].toPorts[1]}. */
    String path() {
      return of.path() + ".toPorts[" + index + "]";
    }

    boolean hasHttp() {
      return rule.rules().flatMap(PortRule.L7Rules::http).filter(h -> !h.isEmpty()).isPresent();
    }

    boolean hasDns() {
      return rule.rules().flatMap(PortRule.L7Rules::dns).filter(d -> !d.isEmpty()).isPresent();
    }

    boolean hasTls() {
      return rule.terminatingTls().isPresent() || rule.originatingTls().isPresent();
    }

    /** Whether it lets some port in this transport protocol through. */
    boolean covers(int port, String protocol) {
      return rule.ports().stream().anyMatch(p -> covers(p, port, protocol));
    }

    static boolean covers(PortRule.PortProtocol written, int port, String protocol) {
      if (!written.protocol().equals("ANY") && !written.protocol().equals(protocol)) {
        return false;
      }
      String text = written.port();
      if (text.matches("dns(-tcp)?")) {
        return port == 53; // a name, and the usual one of that port
      }
      if (!text.matches("[0-9]{1,5}")) {
        return false;
      }
      int from = Integer.parseInt(text);
      return from == 0 || port >= from && port <= written.endPort().orElse(from);
    }
  }

  static PolicyScene of(LintSubject subject) {
    List<PolicyCase> policies = new ArrayList<>();
    List<RuleCase> rules = new ArrayList<>();
    List<ItemCase> items = new ArrayList<>();
    List<PortCase> ports = new ArrayList<>();
    for (Resource resource : subject.resources()) {
      Optional<PolicyCase> policy =
          PolicyReader.read(resource).map(read -> new PolicyCase(resource, read));
      policy.ifPresent(policies::add);
      policy.stream()
          .filter(PolicyCase::isCilium)
          .flatMap(c -> c.policy().rules().stream().map(rule -> new RuleCase(c, rule)))
          .forEach(rules::add);
    }
    for (RuleCase rule : rules) {
      rule.rule()
          .items()
          .forEach(item -> items.add(new ItemCase(rule, item, PeerKeys.of(rule, item))));
    }
    for (ItemCase item : items) {
      for (int i = 0; i < item.portRules().size(); i++) {
        ports.add(item.port(i));
      }
    }
    List<SecretMaterial> secrets = subject.ofKind("Secret").map(SecretMaterial::of).toList();
    return new PolicyScene(subject, policies, rules, items, ports, secrets);
  }

  /** Port rules of policies that may apply to pods of the rule's namespace. */
  static Map<String, List<PortCase>> byNamespace(Stream<PortCase> ports) {
    return ports.collect(Collectors.groupingBy(port -> namespace(port.of().of())));
  }

  /** Empty text of a cluster-wide policy. */
  static String namespace(RuleCase rule) {
    return rule.of().policy().namespace().orElse("");
  }

  boolean ciliumAtLeast(int major, int minor) {
    return subject.cilium().atLeast(major, minor);
  }

  /** Allow items of egress. */
  Stream<ItemCase> egress() {
    return items.stream()
        .filter(item -> item.item().direction() == Direction.EGRESS && !item.item().deny());
  }
}
