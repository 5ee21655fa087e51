package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.AddressText;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.yaml.NearWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whom an item is about: endpoints, entities, addresses, names. */
final class PeerFamily implements Family {
  private static final LintInfo COMBINED =
      new LintInfo(
          "policy-combined-peers",
          LintLevel.ERROR,
          "an item has peers of two kinds, which Cilium refuses",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo ENTITY =
      new LintInfo(
          "policy-unsupported-entity",
          LintLevel.ERROR,
          "an entity that Cilium does not know",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo CIDR =
      new LintInfo(
          "policy-cidr",
          LintLevel.ERROR,
          "an address range that cannot be read, or excludes others",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo FQDN =
      new LintInfo(
          "policy-fqdn-syntax",
          LintLevel.ERROR,
          "a name or a pattern that Cilium refuses, or that matches nothing",
          LintInfo.RefusedBy.AGENT);

  private static final LintInfo DOUBLE_STAR =
      new LintInfo(
          "policy-fqdn-double-star",
          LintLevel.WARNING,
          "'**.' stands for several labels only from Cilium 1.19 on and only at the beginning",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo REQUIRES =
      new LintInfo(
          "policy-dead-field",
          LintLevel.ERROR,
          "a field that Cilium does not support any more",
          LintInfo.RefusedBy.NOBODY);

  private static final List<String> ENTITIES =
      List.of(
          "all",
          "world",
          "world-ipv4",
          "world-ipv6",
          "cluster",
          "cluster-mesh",
          "host",
          "remote-node",
          "kube-apiserver",
          "ingress",
          "init",
          "health",
          "unmanaged",
          "none");

  @Override
  public List<LintInfo> lints() {
    return List.of(COMBINED, ENTITY, CIDR, FQDN, DOUBLE_STAR, REQUIRES);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    for (PolicyScene.ItemCase item : scene.items()) {
      combined(item, to);
      entities(item, to);
      cidrs(item, to);
      List<FqdnSelector> fqdns = item.item().peers().fqdns().orElse(List.of());
      for (int i = 0; i < fqdns.size(); i++) {
        fqdn(item.resource(), item.path() + ".toFQDNs[" + i + "]", fqdns.get(i), scene, to);
      }
    }
    for (PolicyScene.PortCase port : scene.ports()) {
      List<FqdnSelector> dns = port.rule().rules().flatMap(r -> r.dns()).orElse(List.of());
      for (int i = 0; i < dns.size(); i++) {
        fqdn(port.resource(), port.path() + ".rules.dns[" + i + "]", dns.get(i), scene, to);
      }
    }
  }

  private static String side(PolicyScene.ItemCase item) {
    return item.item().direction() == Direction.EGRESS ? "to" : "from";
  }

  /** Explicitly empty lists count too, but for toFQDNs. */
  private static void combined(PolicyScene.ItemCase item, Findings to) {
    Peers peers = item.item().peers();
    String side = side(item);
    List<String> kinds = new ArrayList<>();
    peers.cidrs().ifPresent(p -> kinds.add(side + "CIDR"));
    peers.cidrSets().ifPresent(p -> kinds.add(side + "CIDRSet"));
    peers.endpoints().ifPresent(p -> kinds.add(side + "Endpoints"));
    peers.entities().ifPresent(p -> kinds.add(side + "Entities"));
    peers.services().ifPresent(p -> kinds.add("toServices"));
    peers.fqdns().filter(p -> !p.isEmpty()).ifPresent(p -> kinds.add("toFQDNs"));
    peers.others().stream().filter(key -> !key.endsWith("Requires")).forEach(kinds::add);
    for (int i = 1; i < kinds.size(); i++) {
      boolean cidrs = kinds.get(0).endsWith("CIDR") && kinds.get(i).endsWith("CIDRSet");
      if (!cidrs) {
        to.atKey(
            COMBINED,
            item.resource(),
            item.path() + "." + kinds.get(i),
            "combining %s and %s is not supported yet"
                .formatted(capital(kinds.get(i)), capital(kinds.get(0))),
            "two items, each with its own toPorts: they are ORed");
      }
    }
    for (String key : peers.others()) {
      if (key.endsWith("Requires")) {
        to.atKey(
            REQUIRES,
            item.resource(),
            item.path() + "." + key,
            capital(key) + " must be empty: Cilium does not support it any more",
            side + "Endpoints");
      }
    }
  }

  private static String capital(String key) {
    return Character.toUpperCase(key.charAt(0)) + key.substring(1);
  }

  private static void entities(PolicyScene.ItemCase item, Findings to) {
    for (Peers.Entity entity : item.item().peers().entities().orElse(List.of())) {
      if (!ENTITIES.contains(entity.name())) {
        List<String> near = NearWords.nearest(entity.name(), ENTITIES);
        to.add(
            ENTITY,
            LintLevel.ERROR,
            item.resource(),
            entity.position(),
            "unsupported entity: " + entity.name(),
            near.isEmpty() ? String.join(", ", ENTITIES) : String.join(", ", near));
      } else if (entity.name().startsWith("world-ip")) {
        to.add(
            ENTITY,
            LintLevel.ERROR,
            item.resource(),
            entity.position(),
            "the agent knows the entity '%s', the API server's list of them does not have it"
                .formatted(entity.name()),
            entity.name().endsWith("4") ? "toCIDR: [0.0.0.0/0]" : "toCIDR: [\"::/0\"]");
      }
    }
  }

  private static void cidrs(PolicyScene.ItemCase item, Findings to) {
    Peers peers = item.item().peers();
    for (Peers.CidrRule rule : peers.cidrs().orElse(List.of())) {
      rule.cidr().ifPresent(text -> cidr(item.resource(), rule, text, to));
    }
    for (Peers.CidrRule rule : peers.cidrSets().orElse(List.of())) {
      if (rule.cidr().isPresent() == rule.group().isPresent()) {
        to.add(
            CIDR,
            LintLevel.ERROR,
            item.resource(),
            rule.position(),
            "one of cidr, cidrGroupRef, or cidrGroupSelector is required, and only one of them",
            "");
        continue;
      }
      Optional<AddressBlock> whole = rule.cidr().flatMap(c -> cidr(item.resource(), rule, c, to));
      for (String except : rule.except()) {
        Optional<AddressBlock> part = cidr(item.resource(), rule, except, to);
        if (whole.isPresent() && part.isPresent() && !holds(whole.get(), part.get())) {
          to.add(
              CIDR,
              LintLevel.ERROR,
              item.resource(),
              rule.position(),
              "allow CIDR prefix %s does not contain exclude CIDR prefix %s"
                  .formatted(rule.cidr().get(), except),
              "");
        }
      }
    }
  }

  private static boolean holds(AddressBlock whole, AddressBlock part) {
    return part.bits() >= whole.bits() && whole.contains(part.address());
  }

  private static Optional<AddressBlock> cidr(
      Resource resource, Peers.CidrRule rule, String text, Findings to) {
    Optional<AddressBlock> network = AddressText.block(text);
    if (network.isEmpty()) {
      to.add(
          CIDR,
          LintLevel.ERROR,
          resource,
          rule.position(),
          "unable to parse CIDR %s".formatted(text),
          text.matches("[0-9a-fA-F.:]+") ? text + (text.contains(":") ? "/128" : "/32") : "");
    }
    return network;
  }

  private static void fqdn(
      Resource resource, String path, FqdnSelector fqdn, PolicyScene scene, Findings to) {
    if (fqdn.matchName().isPresent() && fqdn.matchPattern().isPresent()) {
      to.at(
          FQDN,
          resource,
          path,
          "only one of MatchName or MatchPattern is allowed in an FQDNSelector",
          "two items");
    }
    boolean neither = fqdn.matchName().isEmpty() && fqdn.matchPattern().isEmpty();
    if (neither && !hasUnknownKeys(resource, path)) {
      to.at(
          FQDN,
          resource,
          path,
          "neither matchName nor matchPattern: it matches the root '.' alone, so it allows nothing",
          "matchPattern: \"*\" for every name");
    }
    fqdn.matchName().ifPresent(name -> name(resource, path + ".matchName", name, to));
    fqdn.matchPattern()
        .ifPresent(pattern -> pattern(resource, path + ".matchPattern", pattern, scene, to));
  }

  /** Those are told, and what was meant by them. */
  private static boolean hasUnknownKeys(Resource resource, String path) {
    return NodePath.mapping(resource.node(), path).stream()
        .flatMap(item -> item.entries().stream())
        .anyMatch(entry -> !entry.key().text().matches("matchName|matchPattern"));
  }

  private static void name(Resource resource, String path, String name, Findings to) {
    if (name.length() > 255) {
      to.at(
          FQDN,
          resource,
          path,
          "Invalid MatchName: \"%s\". Must be <= 255 characters long.".formatted(name),
          "");
    } else if (!name.matches("[-0-9a-zA-Z._]+")) {
      to.at(
          FQDN,
          resource,
          path,
          "Invalid characters in MatchName: \"%s\". Only 0-9, a-z, A-Z and ., -, _ characters are allowed"
              .formatted(name),
          likely(name));
    }
  }

  private static String likely(String text) {
    if (text.matches("https?://.*")) {
      return text.replaceFirst("https?://", "").replaceFirst("[/:].*", "");
    }
    if (text.matches("[-0-9a-zA-Z._*]+:[0-9]+")) {
      return text.replaceFirst(":.*", "") + ", and the port under toPorts";
    }
    return text.matches("[-0-9a-zA-Z._*]+") ? "matchPattern: \"" + text + "\"" : "";
  }

  private static void pattern(
      Resource resource, String path, String pattern, PolicyScene scene, Findings to) {
    if (pattern.length() > 255) {
      to.at(
          FQDN,
          resource,
          path,
          "Invalid MatchPattern: \"%s\". Must be <= 255 characters long.".formatted(pattern),
          "");
    } else if (!pattern.strip().matches("[-0-9a-zA-Z._*]+")) {
      to.at(
          FQDN,
          resource,
          path,
          "Invalid characters in MatchPattern: \"%s\". Only 0-9, a-z, A-Z and ., -, _ and * characters are allowed"
              .formatted(pattern),
          likely(pattern));
    } else if (pattern.matches("\\*\\*+\\..+") && !scene.ciliumAtLeast(1, 19)) {
      String one = pattern.replaceFirst("^\\*+", "*");
      to.at(
          DOUBLE_STAR,
          resource,
          path,
          "'%s' is the same as '%s' before Cilium 1.19: one label, not several"
              .formatted(pattern, one),
          "%s, *.%s … for each number of labels".formatted(one, one));
    } else if (pattern.matches(".+\\*\\*.*")) {
      to.at(
          DOUBLE_STAR,
          resource,
          path,
          "'**' stands for several labels only at the beginning; in '%s' it is one '*'"
              .formatted(pattern),
          "");
    }
  }
}
