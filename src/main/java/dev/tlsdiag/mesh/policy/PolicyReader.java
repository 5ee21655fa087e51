package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * From resources to policies: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy and Kubernetes'
 * NetworkPolicy. Reads what can be read; what the API server would not accept is noted with its
 * place.
 */
public final class PolicyReader {
  private PolicyReader() {}

  /** Which kind of policy it is; empty where it is none. */
  public static Optional<Policy.Kind> kindOf(Resource resource) {
    String group = resource.group();
    for (Policy.Kind kind : Policy.Kind.values()) {
      String wanted =
          switch (kind) {
            case CILIUM, CILIUM_CLUSTERWIDE -> "cilium.io";
            case KUBERNETES -> "networking.k8s.io";
          };
      boolean old = kind == Policy.Kind.KUBERNETES && group.equals("extensions");
      boolean missing = resource.apiVersion().isEmpty();
      if (resource.kind().equals(kind.label()) && (group.equals(wanted) || old || missing)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The policy; empty where the resource is none. */
  public static Optional<Policy> read(Resource resource, YamlProblems problems) {
    Optional<Policy> policy = read(resource);
    PolicySchema.check(resource)
        .forEach(p -> problems.add(new YamlProblem(p.position(), p.message(), p.likely())));
    return policy;
  }

  /** The policies of a file. */
  public static List<Policy> all(Manifests manifests, YamlProblems problems) {
    return manifests.resources().stream()
        .flatMap(resource -> read(resource, problems).stream())
        .toList();
  }

  /** As {@link #read(Resource, YamlProblems)}, where the problems are told elsewhere. */
  public static Optional<Policy> read(Resource resource) {
    return kindOf(resource)
        .map(
            kind ->
                new Policy(
                    kind,
                    resource.file(),
                    kind == Policy.Kind.CILIUM_CLUSTERWIDE
                        ? Optional.empty()
                        : Optional.of(resource.namespace().orElse("default")),
                    resource.name(),
                    kind == Policy.Kind.KUBERNETES
                        ? KubernetesPolicy.rules(resource.node())
                        : rules(resource.node()),
                    resource.node().position()));
  }

  private static List<PolicyRule> rules(YamlNode.Mapping resource) {
    List<PolicyRule> rules = new ArrayList<>();
    LenientNode.mapping(resource, "spec").ifPresent(spec -> rules.add(rule(spec, "spec")));
    List<YamlNode> specs = LenientNode.list(resource, "specs").orElse(List.of());
    for (int i = 0; i < specs.size(); i++) {
      if (specs.get(i) instanceof YamlNode.Mapping spec) {
        rules.add(rule(spec, "specs[" + i + "]"));
      }
    }
    return rules;
  }

  private static PolicyRule rule(YamlNode.Mapping spec, String path) {
    List<TrafficItem> items = new ArrayList<>();
    for (YamlNode.Entry entry : spec.entries()) {
      switch (entry.key().text()) {
        case "ingress" -> addItems(items, spec, "ingress", Direction.INGRESS, false);
        case "ingressDeny" -> addItems(items, spec, "ingressDeny", Direction.INGRESS, true);
        case "egress" -> addItems(items, spec, "egress", Direction.EGRESS, false);
        case "egressDeny" -> addItems(items, spec, "egressDeny", Direction.EGRESS, true);
        default -> {} // no list of items
      }
    }
    Optional<YamlNode.Mapping> defaultDeny = LenientNode.mapping(spec, "enableDefaultDeny");
    return new PolicyRule(
        path,
        LenientNode.mapping(spec, "endpointSelector").map(PolicyReader::selector),
        LenientNode.mapping(spec, "nodeSelector").map(PolicyReader::selector),
        items,
        defaultDeny.flatMap(deny -> LenientNode.bool(deny, "ingress")),
        defaultDeny.flatMap(deny -> LenientNode.bool(deny, "egress")),
        LenientNode.text(spec, "description"),
        spec.position());
  }

  private static void addItems(
      List<TrafficItem> to, YamlNode.Mapping spec, String key, Direction direction, boolean deny) {
    List<YamlNode> nodes = LenientNode.list(spec, key).orElse(List.of());
    for (int i = 0; i < nodes.size(); i++) {
      YamlNode node = nodes.get(i);
      if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
        node = new YamlNode.Mapping(List.of(), node.position());
      }
      if (node instanceof YamlNode.Mapping item) {
        to.add(
            new TrafficItem(
                direction,
                deny,
                i,
                peers(item, direction),
                LenientNode.mappings(item, "toPorts", PortRuleReader::read),
                LenientNode.value(item, "icmps").isPresent(),
                LenientNode.mapping(item, "authentication")
                    .flatMap(auth -> LenientNode.text(auth, "mode")),
                item.position()));
      }
    }
  }

  private static Peers peers(YamlNode.Mapping item, Direction direction) {
    String side = direction == Direction.EGRESS ? "to" : "from";
    List<String> others = new ArrayList<>();
    for (String key : List.of("Groups", "Nodes", "Requires")) {
      LenientNode.value(item, side + key).ifPresent(value -> others.add(side + key));
    }
    return new Peers(
        LenientNode.mappings(item, side + "Endpoints", PolicyReader::selector),
        LenientNode.scalars(item, side + "Entities")
            .map(all -> all.stream().map(s -> new Peers.Entity(s.text(), s.position())).toList()),
        LenientNode.scalars(item, side + "CIDR")
            .map(
                all ->
                    all.stream()
                        .map(
                            s ->
                                new Peers.CidrRule(
                                    Optional.of(s.text()),
                                    List.of(),
                                    Optional.empty(),
                                    s.position()))
                        .toList()),
        LenientNode.mappings(item, side + "CIDRSet", PolicyReader::cidrSet),
        direction == Direction.EGRESS
            ? LenientNode.mappings(item, "toFQDNs", PortRuleReader::fqdn)
            : Optional.empty(),
        direction == Direction.EGRESS
            ? LenientNode.mappings(item, "toServices", PolicyReader::service)
            : Optional.empty(),
        others);
  }

  private static Peers.CidrRule cidrSet(YamlNode.Mapping item) {
    Optional<String> group =
        LenientNode.text(item, "cidrGroupRef")
            .or(
                () ->
                    LenientNode.mapping(item, "cidrGroupSelector")
                        .map(PolicyReader::selector)
                        .map(selector -> selector.matchLabels().toString()));
    return new Peers.CidrRule(
        LenientNode.text(item, "cidr"), LenientNode.texts(item, "except"), group, item.position());
  }

  private static Peers.ServiceSelector service(YamlNode.Mapping item) {
    Optional<YamlNode.Mapping> named = LenientNode.mapping(item, "k8sService");
    Optional<YamlNode.Mapping> selected = LenientNode.mapping(item, "k8sServiceSelector");
    return new Peers.ServiceSelector(
        named.or(() -> selected).flatMap(service -> LenientNode.text(service, "namespace")),
        named.flatMap(service -> LenientNode.text(service, "serviceName")),
        selected
            .flatMap(service -> LenientNode.mapping(service, "selector"))
            .map(PolicyReader::selector),
        item.position());
  }

  static LabelSelector selector(YamlNode.Mapping node) {
    List<LabelSelector.Expression> expressions =
        LenientNode.mappings(
                node,
                "matchExpressions",
                expression ->
                    new LabelSelector.Expression(
                        LenientNode.text(expression, "key").orElse(""),
                        LenientNode.text(expression, "operator").orElse(""),
                        LenientNode.texts(expression, "values")))
            .orElse(List.of());
    return new LabelSelector(
        LenientNode.mapping(node, "matchLabels").map(LenientNode::names).orElse(java.util.Map.of()),
        expressions,
        node.position());
  }

  static String protocol(Optional<String> written, String otherwise) {
    return written.filter(p -> !p.isBlank()).orElse(otherwise).strip().toUpperCase(Locale.ROOT);
  }
}
