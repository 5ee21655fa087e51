package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.ServerNamePattern;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is looked at beyond the port: rules as a whole, and server names. */
final class L7Family implements Family {
  /** Ports on which TLS is spoken nearly everywhere. */
  private static final Set<String> TLS_PORTS = Set.of("443", "https", "6443", "8443", "9443");

  private static final LintInfo SEVERAL =
      new LintInfo(
          "policy-several-l7-types",
          LintLevel.ERROR,
          "HTTP and DNS rules in one item of toPorts",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo EMPTY =
      new LintInfo(
          "policy-empty-l7-rules",
          LintLevel.WARNING,
          "an empty list of HTTP or DNS rules is no rule: nothing is parsed",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NO_TLS =
      new LintInfo(
          "policy-http-without-tls",
          LintLevel.ERROR,
          "HTTP rules on a TLS port without terminatingTLS: the proxy takes TLS for HTTP",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NAMES_WITH_L7 =
      new LintInfo(
          "policy-server-names-with-l7",
          LintLevel.ERROR,
          "serverNames beside HTTP rules need terminatingTLS",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo SERVER_NAME =
      new LintInfo(
          "policy-server-name",
          LintLevel.ERROR,
          "a server name that Cilium refuses, or that no ClientHello can have",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo REGRESSION =
      new LintInfo(
          "policy-server-names-regression",
          LintLevel.WARNING,
          "this release of Cilium does not enforce serverNames as it should",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo DEAD =
      new LintInfo(
          "policy-dead-l7-protocol",
          LintLevel.ERROR,
          "a protocol whose rules Cilium does not support any more",
          LintInfo.RefusedBy.NOBODY);

  @Override
  public List<LintInfo> lints() {
    return List.of(SEVERAL, EMPTY, NO_TLS, NAMES_WITH_L7, SERVER_NAME, REGRESSION, DEAD);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    for (PolicyScene.PortCase port : scene.ports()) {
      rules(port, scene, to);
      withoutTls(port, to);
      serverNames(port, scene, to);
    }
  }

  private static void rules(PolicyScene.PortCase port, PolicyScene scene, Findings to) {
    String path = port.path() + ".rules";
    List<String> others = port.rule().rules().map(PortRule.L7Rules::others).orElse(List.of());
    boolean l7 = others.contains("l7proto") || others.contains("l7");
    boolean kafka = others.contains("kafka");
    int kinds = (port.hasHttp() ? 1 : 0) + (port.hasDns() ? 1 : 0) + (kafka ? 1 : 0) + (l7 ? 1 : 0);
    if (kinds > 1) {
      to.atKey(
          SEVERAL,
          port.resource(),
          path,
          "multiple L7 protocol rule types specified in single rule",
          "two items of toPorts");
    }
    if ((kafka || l7) && scene.ciliumAtLeast(1, 20)) {
      String key = kafka ? "kafka" : others.contains("l7proto") ? "l7proto" : "l7";
      to.atKey(
          DEAD,
          port.resource(),
          path + "." + key,
          "%s rules were taken out of Cilium with 1.20".formatted(key),
          "");
    }
    for (String key : List.of("http", "dns")) {
      if (isWritten(port, path + "." + key)
          && !(key.equals("http") ? port.hasHttp() : port.hasDns())
          && NodePath.node(port.resource().node(), path + "." + key)
              .filter(L7Family::isEmpty)
              .isPresent()) {
        empty(port, key, to);
      }
    }
  }

  private static boolean isWritten(PolicyScene.PortCase port, String path) {
    return NodePath.node(port.resource().node(), path).isPresent();
  }

  private static boolean isEmpty(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar && scalar.isNull()
        || node instanceof YamlNode.Sequence list && list.items().isEmpty();
  }

  private static void empty(PolicyScene.PortCase port, String key, Findings to) {
    String effect =
        key.equals("dns")
            ? "DNS is not looked at, so no address is learnt for toFQDNs"
            : port.hasTls()
                ? "TLS is taken apart and the requests in it are not looked at"
                : "requests are not looked at";
    to.atKey(
        EMPTY,
        port.resource(),
        port.path() + ".rules." + key,
        "'%s:' without an item is no rule: %s".formatted(key, effect),
        key.equals("dns")
            ? "- matchPattern: \"*\""
            : "'- {}' below it, to look at every request and allow it");
  }

  private static void withoutTls(PolicyScene.PortCase port, Findings to) {
    if (!port.hasHttp() || port.rule().terminatingTls().isPresent()) {
      return;
    }
    List<PortRule.PortProtocol> ports = port.rule().ports();
    for (int i = 0; i < ports.size(); i++) {
      String text = ports.get(i).port();
      if (TLS_PORTS.contains(text)) {
        to.at(
            NO_TLS,
            text.equals("443") || text.equals("https") ? LintLevel.ERROR : LintLevel.WARNING,
            port.resource(),
            port.path() + ".ports[" + i + "]",
            "HTTP rules on port %s without terminatingTLS: the proxy answers a ClientHello with HTTP"
                .formatted(text),
            "terminatingTLS and originatingTLS beside the rules; or serverNames instead, if names"
                + " are enough");
      }
    }
  }

  private static void serverNames(PolicyScene.PortCase port, PolicyScene scene, Findings to) {
    List<PortRule.ServerName> names = port.rule().serverNames().orElse(List.of());
    String path = port.path() + ".serverNames";
    if (names.isEmpty()) {
      return;
    }
    if ((port.hasHttp() || port.hasDns()) && port.rule().terminatingTls().isEmpty()) {
      to.atKey(
          NAMES_WITH_L7,
          port.resource(),
          path,
          "ServerNames are not allowed with L7 rules without TLS termination",
          "terminatingTLS and originatingTLS, or no rules");
    }
    var version = scene.subject().cilium();
    boolean regression =
        version.isMinor(1, 16)
            && version.patch().isPresent()
            && (version.patch().getAsInt() == 2 || version.patch().getAsInt() == 3);
    if (regression) {
      to.atKey(
          REGRESSION,
          port.resource(),
          path,
          "Cilium %s does not enforce serverNames as it should".formatted(version),
          "1.16.4 or newer");
    }
    for (PortRule.ServerName name : names) {
      serverName(port, name, scene, to);
    }
  }

  private static void serverName(
      PolicyScene.PortCase port, PortRule.ServerName name, PolicyScene scene, Findings to) {
    Optional<String> problem = ServerNamePattern.of(name, scene.subject().cilium()).problem();
    String likely =
        name.pattern().length() > 1 && name.pattern().endsWith(".")
            ? "\"" + name.pattern().replaceFirst("\\.+$", "") + "\""
            : "";
    if (problem.isPresent()) {
      add(port, name, LintLevel.ERROR, problem.get(), likely, to);
    } else if (isAddress(name.pattern())) {
      add(
          port,
          name,
          LintLevel.WARNING,
          "'%s' is an address, and no ClientHello has one as its server name"
              .formatted(name.pattern()),
          "toCIDR for addresses",
          to);
    }
  }

  private static void add(
      PolicyScene.PortCase port,
      PortRule.ServerName name,
      LintLevel level,
      String message,
      String likely,
      Findings to) {
    to.add(SERVER_NAME, level, port.resource(), name.position(), message, likely);
  }

  private static boolean isAddress(String text) {
    try {
      IpAddress.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
