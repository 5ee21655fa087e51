package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a NetworkPolicy of {@code networking.k8s.io/v1} comes to in the words of Cilium: an item
 * without peers is every peer, one without ports is every port, and an item whose peers are of two
 * kinds becomes two items with the same index, for there they are ORed.
 */
final class KubernetesPolicy {
  /** Labels of a pod's namespace, among those of the pod. */
  private static final String NAMESPACE_LABELS = "k8s:io.cilium.k8s.namespace.labels.";

  private static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

  private KubernetesPolicy() {}

  static List<PolicyRule> rules(YamlNode.Mapping resource) {
    Optional<YamlNode.Mapping> spec = LenientNode.mapping(resource, "spec");
    if (spec.isEmpty()) {
      return List.of();
    }
    List<TrafficItem> ingress = items(spec.get(), Direction.INGRESS);
    List<TrafficItem> egress = items(spec.get(), Direction.EGRESS);
    Optional<List<YamlNode.Scalar>> types = LenientNode.scalars(spec.get(), "policyTypes");
    boolean closesIngress = types.map(t -> has(t, "Ingress")).orElse(true);
    boolean closesEgress = types.map(t -> has(t, "Egress")).orElse(!egress.isEmpty());
    List<TrafficItem> items = new ArrayList<>();
    if (closesIngress) { // the others are not looked at
      items.addAll(ingress);
    }
    if (closesEgress) {
      items.addAll(egress);
    }
    LabelSelector pods =
        LenientNode.mapping(spec.get(), "podSelector")
            .map(PolicyReader::selector)
            .orElse(new LabelSelector(Map.of(), List.of(), spec.get().position()));
    return List.of(
        new PolicyRule(
            "spec",
            Optional.of(pods),
            Optional.empty(),
            items,
            Optional.of(closesIngress),
            Optional.of(closesEgress),
            Optional.empty(),
            spec.get().position()));
  }

  private static boolean has(List<YamlNode.Scalar> types, String wanted) {
    return types.stream().anyMatch(type -> type.text().equals(wanted));
  }

  private static List<TrafficItem> items(YamlNode.Mapping spec, Direction direction) {
    List<TrafficItem> items = new ArrayList<>();
    List<YamlNode> nodes = LenientNode.list(spec, direction.label()).orElse(List.of());
    for (int i = 0; i < nodes.size(); i++) {
      YamlNode node = nodes.get(i);
      if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
        node = new YamlNode.Mapping(List.of(), node.position());
      }
      if (node instanceof YamlNode.Mapping item) {
        for (Peers peers : peers(item, direction)) {
          items.add(
              new TrafficItem(
                  direction,
                  false,
                  i,
                  peers,
                  ports(item),
                  false,
                  Optional.empty(),
                  item.position()));
        }
      }
    }
    return items;
  }

  private static List<Peers> peers(YamlNode.Mapping item, Direction direction) {
    String key = direction == Direction.EGRESS ? "to" : "from";
    List<LabelSelector> endpoints = new ArrayList<>();
    List<Peers.CidrRule> blocks = new ArrayList<>();
    LenientNode.mappings(
        item,
        key,
        peer -> {
          LenientNode.mapping(peer, "ipBlock").ifPresent(block -> blocks.add(block(block)));
          Optional<LabelSelector> pods =
              LenientNode.mapping(peer, "podSelector").map(PolicyReader::selector);
          Optional<LabelSelector> spaces =
              LenientNode.mapping(peer, "namespaceSelector").map(PolicyReader::selector);
          if (pods.isPresent() || spaces.isPresent()) {
            endpoints.add(endpoints(pods, spaces, peer.position()));
          }
          return peer;
        });
    List<Peers> peers = new ArrayList<>();
    if (!endpoints.isEmpty()) {
      peers.add(peers(Optional.of(endpoints), Optional.empty(), Optional.empty()));
    }
    if (!blocks.isEmpty()) {
      peers.add(peers(Optional.empty(), Optional.empty(), Optional.of(blocks)));
    }
    if (peers.isEmpty()) {
      var all = new Peers.Entity("all", item.position());
      peers.add(peers(Optional.empty(), Optional.of(List.of(all)), Optional.empty()));
    }
    return peers;
  }

  private static Peers peers(
      Optional<List<LabelSelector>> endpoints,
      Optional<List<Peers.Entity>> entities,
      Optional<List<Peers.CidrRule>> blocks) {
    return new Peers(
        endpoints,
        entities,
        Optional.empty(),
        blocks,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static Peers.CidrRule block(YamlNode.Mapping block) {
    return new Peers.CidrRule(
        LenientNode.text(block, "cidr"),
        LenientNode.texts(block, "except"),
        Optional.empty(),
        block.position());
  }

  /** A namespaceSelector is about the labels of the pod's namespace; an empty one is any. */
  private static LabelSelector endpoints(
      Optional<LabelSelector> pods, Optional<LabelSelector> spaces, Position position) {
    Map<String, String> labels = new LinkedHashMap<>();
    List<LabelSelector.Expression> expressions = new ArrayList<>();
    pods.ifPresent(
        selector -> {
          labels.putAll(selector.matchLabels());
          expressions.addAll(selector.matchExpressions());
        });
    spaces.ifPresent(
        selector -> {
          selector.matchLabels().forEach((key, value) -> labels.put(NAMESPACE_LABELS + key, value));
          selector
              .matchExpressions()
              .forEach(
                  e ->
                      expressions.add(
                          new LabelSelector.Expression(
                              NAMESPACE_LABELS + e.key(), e.operator(), e.values())));
          if (selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty()) {
            expressions.add(new LabelSelector.Expression(NAMESPACE, "Exists", List.of()));
          }
        });
    return new LabelSelector(labels, expressions, position);
  }

  /** Of an item without ports, or with an empty list of them: every port. */
  private static Optional<List<PortRule>> ports(YamlNode.Mapping item) {
    Optional<List<PortRule.PortProtocol>> ports =
        LenientNode.mappings(
                item,
                "ports",
                port ->
                    new PortRule.PortProtocol(
                        LenientNode.text(port, "port").orElse("0"),
                        PortRuleReader.number(LenientNode.text(port, "endPort")),
                        PolicyReader.protocol(LenientNode.text(port, "protocol"), "TCP"),
                        port.position()))
            .filter(list -> !list.isEmpty());
    return ports.map(
        list ->
            List.of(
                new PortRule(
                    list,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    item.position())));
  }
}
