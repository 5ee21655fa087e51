package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/** Rules as a whole: whom they select, and what they close. */
final class RuleFamily implements Family {
  private static final LintInfo SELECTOR =
      new LintInfo(
          "policy-selector",
          LintLevel.ERROR,
          "a rule has to select either endpoints or nodes, and not both",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo NO_DIRECTION =
      new LintInfo(
          "policy-without-direction",
          LintLevel.ERROR,
          "a rule has neither ingress nor egress, so it is refused or does nothing",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo EMPTY_LIST =
      new LintInfo(
          "policy-empty-list-denies-nothing",
          LintLevel.WARNING,
          "an empty list of a direction is no rule about it: it closes nothing",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo EMPTY_ITEM =
      new LintInfo(
          "policy-empty-item",
          LintLevel.WARNING,
          "an item '{}' allows nothing in a Cilium policy, and everything in a Kubernetes one",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo SELECTS_NOTHING =
      new LintInfo(
          "policy-item-allows-nothing",
          LintLevel.WARNING,
          "an item with an empty list of peers or ports allows nothing",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo OPEN_DIRECTION =
      new LintInfo(
          "policy-leaves-direction-open",
          LintLevel.NOTE,
          "a policy that is called one of denial closes one direction only",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo TOO_NEW =
      new LintInfo(
          "policy-field-needs-newer-cilium",
          LintLevel.ERROR,
          "a field that this version of Cilium does not know, or knows no more",
          LintInfo.RefusedBy.NOBODY);

  @Override
  public List<LintInfo> lints() {
    return List.of(
        SELECTOR, NO_DIRECTION, EMPTY_LIST, EMPTY_ITEM, SELECTS_NOTHING, OPEN_DIRECTION, TOO_NEW);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    for (PolicyScene.PolicyCase policy : scene.policies()) {
      if (policy.isCilium()) {
        specs(policy, to);
      } else {
        kubernetes(policy, to);
      }
    }
    for (PolicyScene.RuleCase rule : scene.rules()) {
      selector(rule, to);
      direction(rule, scene, to);
      versions(rule, scene, to);
      openDirection(rule, to);
    }
    scene.items().forEach(item -> emptyItem(item, to));
  }

  private static void specs(PolicyScene.PolicyCase policy, Findings to) {
    Resource resource = policy.resource();
    boolean none =
        NodePath.node(resource.node(), "spec").filter(RuleFamily::isThere).isEmpty()
            && NodePath.node(resource.node(), "specs").filter(RuleFamily::isThere).isEmpty();
    if (none) {
      to.at(NO_DIRECTION, resource, "", "spec or specs must be provided", "");
    }
  }

  private static boolean isThere(YamlNode node) {
    return !(node instanceof YamlNode.Scalar scalar && scalar.isNull());
  }

  private static void selector(PolicyScene.RuleCase rule, Findings to) {
    boolean endpoints = rule.rule().endpointSelector().isPresent();
    boolean nodes = rule.rule().nodeSelector().isPresent();
    Resource resource = rule.resource();
    if (!endpoints && !nodes) {
      to.atKey(
          SELECTOR,
          resource,
          rule.path(),
          "rule must have one of EndpointSelector or NodeSelector",
          "endpointSelector: {} for every pod of the namespace");
    }
    if (endpoints && nodes) {
      to.atKey(
          SELECTOR,
          resource,
          rule.path() + ".nodeSelector",
          "rule cannot have both EndpointSelector and NodeSelector",
          "two rules, under specs");
    }
    if (nodes && rule.of().policy().kind() == Policy.Kind.CILIUM) {
      to.atKey(
          SELECTOR,
          resource,
          rule.path() + ".nodeSelector",
          "a CiliumNetworkPolicy cannot have a nodeSelector",
          "kind: CiliumClusterwideNetworkPolicy");
    }
    namespace(rule, to);
  }

  /** A policy of a namespace selects pods of that one, whatever it says (policies' utils.go). */
  private static void namespace(PolicyScene.RuleCase rule, Findings to) {
    Optional<String> own = rule.of().policy().namespace();
    if (own.isEmpty() || rule.rule().endpointSelector().isEmpty()) {
      return;
    }
    rule.rule()
        .endpointSelector()
        .get()
        .matchLabels()
        .forEach(
            (key, value) -> {
              if (Labels.bare(key).equals(Labels.NAMESPACE) && !value.equals(own.get())) {
                to.atKey(
                    SELECTOR,
                    LintLevel.WARNING,
                    rule.resource(),
                    rule.path() + ".endpointSelector",
                    "contains illegal namespace match in EndpointSelector: '%s' is taken away, for the policy is in '%s'"
                        .formatted(value, own.get()),
                    "metadata.namespace: " + value);
              }
            });
  }

  private static void direction(PolicyScene.RuleCase rule, PolicyScene scene, Findings to) {
    Resource resource = rule.resource();
    for (String key : List.of("egress", "ingress", "egressDeny", "ingressDeny")) {
      Optional<YamlNode> list = NodePath.node(resource.node(), rule.path() + "." + key);
      if (list.isPresent()
          && list.get() instanceof YamlNode.Sequence items
          && items.items().isEmpty()
          && !key.endsWith("Deny")) {
        to.atKey(
            EMPTY_LIST,
            resource,
            rule.path() + "." + key,
            "'%s: []' is as if it were not there: it denies nothing".formatted(key),
            "'%s: [{}]', which allows nothing and closes the direction".formatted(key));
      }
    }
    if (rule.rule().items().isEmpty()) {
      boolean refused = scene.ciliumAtLeast(1, 17);
      to.atKey(
          NO_DIRECTION,
          refused ? LintLevel.ERROR : LintLevel.WARNING,
          resource,
          rule.path(),
          "rule must have at least one of Ingress, IngressDeny, Egress, EgressDeny"
              + (refused ? "" : " (accepted without effect before Cilium 1.17)"),
          "egress: [{}] to deny all egress");
    }
  }

  private static boolean isAlone(PolicyScene.ItemCase item) {
    return item.of().rule().items().stream()
            .filter(i -> i.direction() == item.item().direction() && !i.deny())
            .limit(2)
            .count()
        == 1;
  }

  private static void emptyItem(PolicyScene.ItemCase item, Findings to) {
    TrafficItem traffic = item.item();
    if (isEmpty(traffic)) {
      if (traffic.deny()) {
        return;
      }
      boolean alone = isAlone(item);
      to.at(
          EMPTY_ITEM,
          alone ? LintLevel.NOTE : LintLevel.WARNING,
          item.resource(),
          item.path(),
          alone
              ? "'- {}' allows nothing, and closes %s".formatted(traffic.direction().label())
              : "'- {}' allows nothing: only the items beside it let something through",
          alone
              ? ""
              : "toEntities: [all], if all was to be allowed; in a Kubernetes NetworkPolicy '- {}'"
                  + " is that");
      return;
    }
    Peers peers = traffic.peers();
    String side = traffic.direction() == Direction.EGRESS ? "to" : "from";
    nothing(item, side + "Endpoints", peers.endpoints(), to);
    nothing(item, side + "Entities", peers.entities(), to);
    nothing(item, side + "CIDR", peers.cidrs(), to);
    nothing(item, side + "CIDRSet", peers.cidrSets(), to);
    if (peers.fqdns().filter(List::isEmpty).isPresent()) {
      to.atKey(
          SELECTS_NOTHING,
          item.resource(),
          item.path() + ".toFQDNs",
          traffic.toPorts().isPresent()
              ? "an empty toFQDNs counts as missing: these ports are open to every destination"
              : "an empty toFQDNs counts as missing: the item allows nothing",
          "");
    }
    for (int i = 0; i < item.portRules().size(); i++) {
      if (item.portRules().get(i).ports().isEmpty() && !item.port(i).hasDns()) {
        to.at(
            SELECTS_NOTHING,
            item.resource(),
            item.port(i).path(),
            "no port is listed, so it allows nothing",
            "ports: [{port: \"443\", protocol: TCP}]");
      }
    }
  }

  private static void nothing(
      PolicyScene.ItemCase item, String key, Optional<? extends List<?>> list, Findings to) {
    if (list.isPresent() && list.get().isEmpty()) {
      to.atKey(
          SELECTS_NOTHING,
          item.resource(),
          item.path() + "." + key,
          "an empty %s selects nothing".formatted(key),
          key.endsWith("Endpoints") ? "'%s: [{}]' for every endpoint".formatted(key) : "");
    }
  }

  private static boolean isEmpty(TrafficItem item) {
    return item.peers().equals(Peers.ANY) && item.toPorts().isEmpty() && !item.icmps();
  }

  private static void kubernetes(PolicyScene.PolicyCase policy, Findings to) {
    for (Direction direction : Direction.values()) {
      String path = "spec." + direction.label();
      Optional<YamlNode> list = NodePath.node(policy.resource().node(), path);
      if (list.isEmpty() || !(list.get() instanceof YamlNode.Sequence items)) {
        continue;
      }
      for (int i = 0; i < items.items().size(); i++) {
        if (items.items().get(i) instanceof YamlNode.Mapping item && item.entries().isEmpty()) {
          to.at(
              EMPTY_ITEM,
              looksLikeDenial(policy.policy(), Optional.empty())
                  ? LintLevel.WARNING
                  : LintLevel.NOTE,
              policy.resource(),
              path + "[" + i + "]",
              "'- {}' allows all %s in a Kubernetes NetworkPolicy".formatted(direction.label()),
              "to deny all: policyTypes: [%s] and no '%s'"
                  .formatted(
                      direction == Direction.EGRESS ? "Egress" : "Ingress", direction.label()));
        }
      }
    }
  }

  private static boolean looksLikeDenial(Policy policy, Optional<String> description) {
    String text = policy.name() + " " + description.orElse("");
    return text.matches("(?is).*(deny|denied|block|isolat|lock-?down|default-deny).*");
  }

  /** Only where a name speaks of denial and of no direction. */
  private static void openDirection(PolicyScene.RuleCase rule, Findings to) {
    Policy policy = rule.of().policy();
    PolicyRule of = rule.rule();
    String text = policy.name() + " " + of.description().orElse("");
    if (!looksLikeDenial(policy, of.description())
        || text.matches("(?is).*(egress|ingress|outgoing|incoming|outbound|inbound).*")
        || of.items().isEmpty()) {
      return;
    }
    for (Direction direction : Direction.values()) {
      if (!of.defaultDeny(direction)) {
        String other = direction.label();
        to.atKey(
            OPEN_DIRECTION,
            rule.resource(),
            rule.path(),
            "nothing is said about %s, so it stays open".formatted(other),
            "%s: [{}]".formatted(other));
      }
    }
  }

  private static void versions(PolicyScene.RuleCase rule, PolicyScene scene, Findings to) {
    needs(rule, "enableDefaultDeny", 16, scene, to);
    needs(rule, "log", 18, scene, to);
  }

  private static void needs(
      PolicyScene.RuleCase rule, String field, int minor, PolicyScene scene, Findings to) {
    String path = rule.path() + "." + field;
    if (!scene.ciliumAtLeast(1, minor) && NodePath.node(rule.resource().node(), path).isPresent()) {
      to.atKey(
          TOO_NEW,
          rule.resource(),
          path,
          "%s is known from Cilium 1.%d on, this is for %s"
              .formatted(path, minor, scene.subject().cilium()),
          "");
    }
  }
}
