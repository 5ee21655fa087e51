package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads an item of {@code toPorts} with all that is below it. */
final class PortRuleReader {
  private PortRuleReader() {}

  static PortRule read(YamlNode.Mapping node) {
    return new PortRule(
        LenientNode.mappings(node, "ports", PortRuleReader::port).orElse(List.of()),
        LenientNode.mapping(node, "terminatingTLS").map(PortRuleReader::tls),
        LenientNode.mapping(node, "originatingTLS").map(PortRuleReader::tls),
        LenientNode.scalars(node, "serverNames")
            .map(
                all ->
                    all.stream()
                        .map(s -> new PortRule.ServerName(s.text(), s.position()))
                        .toList()),
        LenientNode.mapping(node, "listener").map(PortRuleReader::listener),
        LenientNode.mapping(node, "rules").map(PortRuleReader::rules),
        node.position());
  }

  private static PortRule.PortProtocol port(YamlNode.Mapping node) {
    return new PortRule.PortProtocol(
        LenientNode.text(node, "port").orElse(""),
        number(LenientNode.text(node, "endPort")),
        PolicyReader.protocol(LenientNode.text(node, "protocol"), "ANY"),
        node.position());
  }

  static OptionalInt number(Optional<String> text) {
    return text.filter(t -> t.matches("[0-9]{1,5}"))
        .map(t -> OptionalInt.of(Integer.parseInt(t)))
        .orElse(OptionalInt.empty());
  }

  private static PortRule.TlsContext tls(YamlNode.Mapping node) {
    Optional<YamlNode.Mapping> secret = LenientNode.mapping(node, "secret");
    return new PortRule.TlsContext(
        secret.flatMap(s -> LenientNode.text(s, "namespace")).filter(name -> !name.isEmpty()),
        secret.flatMap(s -> LenientNode.text(s, "name")).filter(name -> !name.isEmpty()),
        LenientNode.text(node, "trustedCA").filter(key -> !key.isEmpty()).orElse("ca.crt"),
        LenientNode.text(node, "certificate").filter(key -> !key.isEmpty()).orElse("tls.crt"),
        LenientNode.text(node, "privateKey").filter(key -> !key.isEmpty()).orElse("tls.key"),
        node.position());
  }

  private static PortRule.Listener listener(YamlNode.Mapping node) {
    Optional<YamlNode.Mapping> config = LenientNode.mapping(node, "envoyConfig");
    return new PortRule.Listener(
        config.flatMap(c -> LenientNode.text(c, "kind")).orElse("CiliumEnvoyConfig"),
        config.flatMap(c -> LenientNode.text(c, "name")).orElse(""),
        LenientNode.text(node, "name").orElse(""),
        node.position());
  }

  private static PortRule.L7Rules rules(YamlNode.Mapping node) {
    Set<String> known = Set.of("http", "dns");
    List<String> others = new ArrayList<>();
    for (YamlNode.Entry entry : node.entries()) {
      if (!known.contains(entry.key().text())) {
        others.add(entry.key().text());
      }
    }
    return new PortRule.L7Rules(
        LenientNode.mappings(node, "http", PortRuleReader::http),
        LenientNode.mappings(node, "dns", PortRuleReader::fqdn),
        others,
        node.position());
  }

  private static PortRule.HttpRule http(YamlNode.Mapping node) {
    return new PortRule.HttpRule(
        LenientNode.text(node, "path"),
        LenientNode.text(node, "method"),
        LenientNode.text(node, "host"),
        LenientNode.texts(node, "headers"),
        LenientNode.mappings(node, "headerMatches", PortRuleReader::headerMatch).orElse(List.of()),
        node.position());
  }

  private static PortRule.HeaderMatch headerMatch(YamlNode.Mapping node) {
    return new PortRule.HeaderMatch(
        LenientNode.text(node, "name").orElse(""),
        LenientNode.text(node, "value"),
        LenientNode.mapping(node, "secret")
            .map(
                s ->
                    LenientNode.text(s, "namespace").map(space -> space + "/").orElse("")
                        + LenientNode.text(s, "name").orElse("")),
        LenientNode.text(node, "mismatch"));
  }

  static FqdnSelector fqdn(YamlNode.Mapping node) {
    return new FqdnSelector(
        LenientNode.text(node, "matchName").filter(name -> !name.isEmpty()),
        LenientNode.text(node, "matchPattern").filter(pattern -> !pattern.isEmpty()),
        node.position());
  }
}
