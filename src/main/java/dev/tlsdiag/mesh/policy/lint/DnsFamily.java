package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.PortRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Rules by name need rules about lookups. */
final class DnsFamily implements Family {
  private static final int DNS = 53;

  private static final LintInfo NO_RULE =
      new LintInfo(
          "policy-fqdn-without-dns-rule",
          LintLevel.ERROR,
          "toFQDNs without a DNS rule: the agent never learns the addresses",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo LACKS_NAME =
      new LintInfo(
          "policy-dns-rule-lacks-name",
          LintLevel.ERROR,
          "the DNS rules do not allow a lookup of a name that toFQDNs allows",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NAMESPACE =
      new LintInfo(
          "policy-dns-peer-without-namespace",
          LintLevel.ERROR,
          "the DNS server is looked for in the policy's own namespace",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NO_TCP =
      new LintInfo(
          "policy-dns-without-tcp",
          LintLevel.WARNING,
          "DNS over UDP alone: a long answer is asked for again over TCP",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo MISPLACED =
      new LintInfo(
          "policy-dns-rule-misplaced",
          LintLevel.ERROR,
          "a DNS rule where Cilium refuses it",
          LintInfo.RefusedBy.AGENT);

  @Override
  public List<LintInfo> lints() {
    return List.of(NO_RULE, LACKS_NAME, NAMESPACE, NO_TCP, MISPLACED);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    Map<String, PortIndex> dns = new HashMap<>();
    PolicyScene.byNamespace(scene.ports().stream().filter(DnsFamily::isEgressDns))
        .forEach((namespace, ports) -> dns.put(namespace, PortIndex.of(ports)));
    LookupRules lookups = new LookupRules(scene.subject().cilium());
    List<PolicyScene.PortCase> rules =
        scene.ports().stream().filter(PolicyScene.PortCase::hasDns).toList();
    scene
        .egress()
        .filter(item -> item.item().peers().fqdns().filter(f -> !f.isEmpty()).isPresent())
        .forEach(item -> names(item, about(item, dns), rules, lookups, to));
    for (PolicyScene.PortCase port : scene.ports()) {
      if (port.hasDns()) {
        misplaced(port, to);
      }
    }
    scene.egress().forEach(item -> server(item, to));
  }

  /** Of policies of its namespace, and of cluster-wide ones; of a cluster-wide one all. */
  private static List<PolicyScene.PortCase> about(
      PolicyScene.ItemCase item, Map<String, PortIndex> dns) {
    String namespace = PolicyScene.namespace(item.of());
    Stream<PortIndex> indexes =
        namespace.isEmpty()
            ? dns.values().stream()
            : Stream.of("", namespace).map(dns::get).filter(Objects::nonNull);
    return indexes.flatMap(index -> index.near(item.of())).toList();
  }

  private static void names(
      PolicyScene.ItemCase item,
      List<PolicyScene.PortCase> dns,
      List<PolicyScene.PortCase> allRules,
      LookupRules lookups,
      Findings to) {
    List<PolicyScene.PortCase> sure =
        dns.stream().filter(port -> item.of().isCoveredBy(port.of().of())).toList();
    List<PolicyScene.PortCase> rules = sure.stream().filter(PolicyScene.PortCase::hasDns).toList();
    if (!rules.isEmpty()) {
      lookups(item, rules, lookups, to);
      return;
    }
    boolean elsewhere = allRules.stream().anyMatch(port -> item.of().mayMeet(port.of().of()));
    boolean reachable = !sure.isEmpty();
    String message =
        elsewhere
            ? "no DNS rule applies to all of these pods, only to some: the others learn no address"
            : reachable
                ? "port 53 is allowed without rules.dns: lookups work, no address is learnt from"
                    + " them"
                : "no egress item allows lookups through the DNS proxy: no address is learnt, and"
                    + " lookups are dropped";
    to.atKey(
        NO_RULE,
        elsewhere ? LintLevel.WARNING : LintLevel.ERROR,
        item.resource(),
        item.path() + ".toFQDNs",
        message,
        reachable
            ? "rules: {dns: [{matchPattern: \"*\"}]} beside the ports of the item for DNS"
            : "an item for kube-dns on port 53 with rules: {dns: [{matchPattern: \"*\"}]}");
  }

  private static boolean isEgressDns(PolicyScene.PortCase port) {
    return port.of().item().direction() == Direction.EGRESS
        && !port.of().item().deny()
        && (port.hasDns() || port.covers(DNS, "UDP") || port.covers(DNS, "TCP"));
  }

  private static void lookups(
      PolicyScene.ItemCase item,
      List<PolicyScene.PortCase> rules,
      LookupRules lookups,
      Findings to) {
    List<FqdnSelector> fqdns = item.item().peers().fqdns().orElse(List.of());
    for (int i = 0; i < fqdns.size(); i++) {
      FqdnSelector fqdn = fqdns.get(i);
      if (!fqdn.text().isEmpty() && rules.stream().noneMatch(port -> lookups.allow(port, fqdn))) {
        to.at(
            LACKS_NAME,
            item.resource(),
            item.path() + ".toFQDNs[" + i + "]",
            "no DNS rule allows lookups of '%s': they are refused".formatted(fqdn.text()),
            "%s: \"%s\" among rules.dns"
                .formatted(
                    fqdn.matchName().isPresent() ? "matchName" : "matchPattern", fqdn.text()));
      }
    }
  }

  private static void misplaced(PolicyScene.PortCase port, Findings to) {
    String path = port.path() + ".rules.dns";
    if (port.of().item().direction() == Direction.INGRESS) {
      to.atKey(
          MISPLACED,
          port.resource(),
          path,
          "DNS rules are not allowed on ingress",
          "an item of egress of those who ask");
    }
    if (port.rule().ports().isEmpty()) {
      to.atKey(
          MISPLACED,
          port.resource(),
          path,
          "port 53 must be specified for DNS rules",
          "ports: [{port: \"53\", protocol: ANY}]");
    }
    List<PortRule.PortProtocol> ports = port.rule().ports();
    for (int i = 0; i < ports.size(); i++) {
      if (ports.get(i).endPort().orElse(0) != 0) {
        to.atKey(
            MISPLACED,
            port.resource(),
            port.path() + ".ports[" + i + "].endPort",
            "DNS rules do not support port ranges",
            "an item for each port");
      }
    }
  }

  private static void server(PolicyScene.ItemCase item, Findings to) {
    boolean dns = false;
    boolean udp = false;
    boolean tcp = false;
    for (int i = 0; i < item.portRules().size(); i++) {
      PolicyScene.PortCase port = item.port(i);
      dns |= port.hasDns();
      udp |= port.covers(DNS, "UDP") && names53(port);
      tcp |= port.covers(DNS, "TCP");
    }
    List<LabelSelector> peers = item.item().peers().endpoints().orElse(List.of());
    String own = item.of().of().policy().namespace().orElse("");
    for (int i = 0; i < peers.size(); i++) {
      boolean outside = isDnsServer(peers.get(i)) && !own.equals("kube-system") && !own.isEmpty();
      if (outside && (dns || udp || tcp) && !Labels.namesNamespace(peers.get(i))) {
        to.at(
            NAMESPACE,
            item.resource(),
            item.path() + ".toEndpoints[" + i + "]",
            "without a namespace these are pods of '%s': the DNS server is not there, lookups are dropped"
                .formatted(own),
            "k8s:io.kubernetes.pod.namespace: kube-system among matchLabels");
      }
    }
    if (udp && !tcp) {
      to.atKey(
          NO_TCP,
          item.resource(),
          item.path() + ".toPorts",
          "port 53 over UDP alone: long answers come over TCP, and are dropped",
          "protocol: ANY");
    }
  }

  private static boolean names53(PolicyScene.PortCase port) {
    return port.rule().ports().stream().anyMatch(p -> p.port().equals("53"));
  }

  private static boolean isDnsServer(LabelSelector selector) {
    for (Map.Entry<String, String> label : selector.matchLabels().entrySet()) {
      String key = Labels.bare(label.getKey());
      boolean app = key.equals("k8s-app") || key.equals("app") || key.endsWith("/name");
      if (app && label.getValue().matches("kube-dns|coredns|node-local-dns")) {
        return true;
      }
    }
    return false;
  }
}
