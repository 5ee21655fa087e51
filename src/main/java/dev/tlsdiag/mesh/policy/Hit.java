package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * An item that means an attempt by its two ends and its port, perhaps.
 *
 * @param port the item of {@code toPorts}; empty of an item that is for all ports
 */
record Hit(Policy policy, PolicyRule rule, TrafficItem item, Optional<PortRule> port, Match match) {
  Hit {
    requireNonNull(policy, "policy is null");
    requireNonNull(rule, "rule is null");
    requireNonNull(item, "item is null");
    requireNonNull(port, "port is null");
    requireNonNull(match, "match is null");
  }

  /** {@code spec.egress[0].toPorts[1]}. */
  String path() {
    String path = rule.path() + "." + item.path();
    if (port.isEmpty()) {
      return path;
    }
    int index = item.toPorts().orElseThrow().indexOf(port.get()); // no two have the same place
    return path + ".toPorts[" + index + "]";
  }

  Ruling.Decider decider() {
    return decider("", port.map(PortRule::position).orElse(item.position()));
  }

  /**
   * @param below the path from here on: {@code .rules.http[0]}
   */
  Ruling.Decider decider(String below, Position position) {
    return new Ruling.Decider(
        policy.kind(),
        policy.label(),
        path() + below,
        new Evidence.ConfigLine(policy.file(), position.line(), position.column()));
  }

  List<PortRule.HttpRule> http() {
    return port.flatMap(PortRule::rules).flatMap(PortRule.L7Rules::http).orElse(List.of());
  }

  List<FqdnSelector> dns() {
    return port.flatMap(PortRule::rules).flatMap(PortRule.L7Rules::dns).orElse(List.of());
  }

  /**
   * @param version {@code serverNames} came with 1.13
   */
  List<PortRule.ServerName> serverNames(CiliumVersion version) {
    return version.atLeast(1, 13)
        ? port.flatMap(PortRule::serverNames).orElse(List.of())
        : List.of();
  }

  /** Whether its connections go to the proxy. */
  boolean redirects(CiliumVersion version) {
    return !http().isEmpty()
        || !dns().isEmpty()
        || !serverNames(version).isEmpty()
        || port.flatMap(PortRule::terminatingTls).isPresent()
        || port.flatMap(PortRule::originatingTls).isPresent()
        || port.flatMap(PortRule::listener).isPresent();
  }
}
