package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

/** Ports, and what may stand beside them. */
final class PortFamily implements Family {
  private static final int MOST_PORTS = 40;

  private static final LintInfo PORT =
      new LintInfo(
          "policy-port", LintLevel.ERROR, "a port that Cilium refuses", LintInfo.RefusedBy.AGENT);

  private static final LintInfo L7_PORT =
      new LintInfo(
          "policy-l7-needs-tcp",
          LintLevel.ERROR,
          "HTTP rules on a port that is not of TCP alone, or on every port",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo ICMP =
      new LintInfo(
          "policy-icmp-with-ports",
          LintLevel.ERROR,
          "icmps and toPorts in one item",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo LISTENER =
      new LintInfo(
          "policy-listener",
          LintLevel.ERROR,
          "a listener where none is allowed, or two that contradict each other",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo HOST_L7 =
      new LintInfo(
          "policy-l7-on-nodes",
          LintLevel.ERROR,
          "HTTP rules in a policy for nodes are refused",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo L7_OFF =
      new LintInfo(
          "policy-l7-proxy-disabled",
          LintLevel.ERROR,
          "the agent's configuration has the L7 proxy switched off",
          LintInfo.RefusedBy.AGENT);

  @Override
  public List<LintInfo> lints() {
    return List.of(PORT, L7_PORT, ICMP, LISTENER, HOST_L7, L7_OFF);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    for (PolicyScene.PortCase port : scene.ports()) {
      ports(port, to);
      l7(port, to);
      listener(port, to);
      if (port.rule().ports().size() > MOST_PORTS) {
        to.atKey(
            PORT,
            port.resource(),
            port.path() + ".ports",
            "too many ports, the max is " + MOST_PORTS,
            "a second item of toPorts, or a range with endPort");
      }
    }
    for (PolicyScene.ItemCase item : scene.items()) {
      if (item.item().icmps() && !item.portRules().isEmpty()) {
        to.atKey(
            ICMP,
            item.resource(),
            item.path() + ".icmps",
            "the ICMPs block may only be present without ToPorts. Define a separate rule to use"
                + " ToPorts",
            "two items");
      }
    }
    proxyOff(scene, to);
    listeners(scene, to);
  }

  private static void ports(PolicyScene.PortCase port, Findings to) {
    List<PortRule.PortProtocol> ports = port.rule().ports();
    for (int i = 0; i < ports.size(); i++) {
      PortRule.PortProtocol written = ports.get(i);
      String path = port.path() + ".ports[" + i + "]";
      String text = written.port();
      boolean hasNoPorts =
          List.of("VRRP", "IGMP", "GRE", "IPIP", "IPV6", "ESP", "AH").contains(written.protocol());
      if (text.isEmpty()) {
        if (!hasNoPorts) {
          to.at(
              PORT, port.resource(), path, "port must be specified", "port: \"0\" for every port");
        }
        continue;
      }
      boolean number = text.matches("[0-9]+");
      boolean tooBig = number && (text.length() > 5 || Integer.parseInt(text) > 65_535);
      if (tooBig) {
        to.at(
            PORT,
            port.resource(),
            path + ".port",
            "unable to parse port: strconv.ParseUint: parsing \"%s\": value out of range"
                .formatted(text),
            "0 to 65535");
      } else if (!number && !isName(text)) {
        to.at(
            PORT,
            port.resource(),
            path + ".port",
            "unable to parse port: strconv.ParseUint: parsing \"%s\": invalid syntax"
                .formatted(text),
            text.matches("[0-9]+-[0-9]+")
                ? "port: \"%s\", endPort: %s".formatted((Object[]) text.split("-"))
                : "");
      } else if (number
          && written.endPort().isPresent()
          && written.endPort().getAsInt() != 0
          && written.endPort().getAsInt() < Integer.parseInt(text)) {
        to.at(
            PORT,
            port.resource(),
            path + ".endPort",
            "endPort %d is below port %s".formatted(written.endPort().getAsInt(), text),
            "");
      } else if (text.matches("0x[0-9a-fA-F]+")) {
        to.at(
            PORT,
            LintLevel.WARNING,
            port.resource(),
            path + ".port",
            "'%s' is taken for a port's name, not for a number".formatted(text),
            "\"" + Long.parseLong(text.substring(2, Math.min(text.length(), 10)), 16) + "\"");
      }
    }
  }

  /** IANA's names of services (RFC 6335 section 5.1). */
  private static boolean isName(String text) {
    return text.matches("[A-Za-z0-9]([A-Za-z0-9]|-(?!-)){0,14}")
        && text.matches(".*[A-Za-z].*")
        && !text.endsWith("-");
  }

  private static void l7(PolicyScene.PortCase port, Findings to) {
    if (!port.hasHttp() && !port.hasDns()) {
      return;
    }
    List<PortRule.PortProtocol> ports = port.rule().ports();
    for (int i = 0; i < ports.size(); i++) {
      String path = port.path() + ".ports[" + i + "]";
      if (ports.get(i).port().equals("0")) {
        to.at(L7_PORT, port.resource(), path, "L7 rules can not be used when a port is 0", "");
      }
      if (port.hasHttp() && !ports.get(i).protocol().equals("TCP")) {
        to.at(
            L7_PORT,
            port.resource(),
            path,
            "L7 rules can only apply to TCP (not %s) except for DNS rules"
                .formatted(ports.get(i).protocol()),
            "protocol: TCP");
      }
    }
    boolean nodes = port.of().of().rule().nodeSelector().isPresent();
    if (port.hasHttp() && nodes) {
      to.atKey(
          HOST_L7,
          port.resource(),
          port.path() + ".rules.http",
          "L7 protocol HTTP is not supported on host %s yet"
              .formatted(port.of().item().direction().label()),
          "");
    }
  }

  private static void listener(PolicyScene.PortCase port, Findings to) {
    if (port.rule().listener().isEmpty()) {
      return;
    }
    PortRule.Listener listener = port.rule().listener().get();
    String path = port.path() + ".listener";
    if (port.hasHttp() || port.hasDns()) {
      to.atKey(
          LISTENER,
          port.resource(),
          path,
          "Listener is not allowed with L7 rules (%s)".formatted(listener.name()),
          "the CiliumEnvoyConfig decides about requests itself");
    }
    if (port.of().item().direction() == Direction.INGRESS) {
      to.atKey(
          LISTENER,
          port.resource(),
          path,
          "Listener is not allowed on ingress (%s)".formatted(listener.name()),
          "");
    }
    boolean clusterwide = port.of().of().of().policy().kind() == Policy.Kind.CILIUM_CLUSTERWIDE;
    if (clusterwide && listener.configKind().equals("CiliumEnvoyConfig")) {
      to.atKey(
          LISTENER,
          port.resource(),
          path,
          "Listener \"%s\" in CCNP can not use Kind CiliumEnvoyConfig".formatted(listener.name()),
          "kind: CiliumClusterwideEnvoyConfig");
    }
  }

  private static void listeners(PolicyScene scene, Findings to) {
    List<PolicyScene.PortCase> all =
        scene.ports().stream().filter(port -> port.rule().listener().isPresent()).toList();
    PortIndex before = new PortIndex(all);
    for (PolicyScene.PortCase port : all) {
      for (PolicyScene.PortCase other : before.near(port).toList()) {
        PortRule.Listener mine = port.rule().listener().orElseThrow();
        PortRule.Listener theirs = other.rule().listener().orElseThrow();
        boolean same = named(mine).equals(named(theirs));
        String priority = priority(port);
        if (!same
            && priority.equals(priority(other))
            && port.of().of().mayMeet(other.of().of())
            && PeerKeys.meet(port, other)) {
          to.atKey(
              LISTENER,
              port.resource(),
              port.path() + ".listener",
              "cannot merge conflicting CiliumEnvoyConfig Listeners (%s/%s) with the same priority (%s)"
                  .formatted(named(theirs), named(mine), priority),
              "priority: 1 for the one that is to win");
        }
      }
      before.add(port);
    }
  }

  private static String named(PortRule.Listener listener) {
    return listener.configName() + "/" + listener.name();
  }

  private static String priority(PolicyScene.PortCase port) {
    return NodePath.text(port.resource().node(), port.path() + ".listener.priority").orElse("0");
  }

  private static void proxyOff(PolicyScene scene, Findings to) {
    Optional<Resource> off =
        scene
            .subject()
            .ofKind("ConfigMap")
            .filter(map -> map.name().equals("cilium-config"))
            .filter(
                map ->
                    NodePath.mapping(map.node(), "data")
                        .flatMap(data -> data.entry("enable-l7-proxy"))
                        .filter(
                            e ->
                                e.value() instanceof YamlNode.Scalar value
                                    && value.text().equals("false"))
                        .isPresent())
            .findFirst();
    if (off.isEmpty()) {
      return;
    }
    for (PolicyScene.PortCase port : scene.ports()) {
      if (port.hasHttp() || port.hasDns()) {
        to.atKey(
            L7_OFF,
            port.resource(),
            port.path() + ".rules",
            "L7 policy is not supported since L7 proxy is not enabled",
            "enable-l7-proxy: \"true\" in %s".formatted(off.get().label()));
      }
    }
  }
}
