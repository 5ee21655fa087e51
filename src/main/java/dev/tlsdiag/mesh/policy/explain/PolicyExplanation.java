package dev.tlsdiag.mesh.policy.explain;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts policies into sentences. */
public final class PolicyExplanation {
  private final CiliumVersion version;

  private PolicyExplanation(CiliumVersion version) {
    this.version = requireNonNull(version, "version is null");
  }

  /** What the policies mean, one meaning for each kind of pods that they select. */
  public static List<PolicyMeaning> of(List<Policy> policies, CiliumVersion version) {
    Map<String, List<Part>> groups = new LinkedHashMap<>();
    for (Policy policy : policies) {
      for (PolicyRule rule : policy.rules()) {
        groups
            .computeIfAbsent(subject(policy, rule), k -> new ArrayList<>())
            .add(new Part(policy, rule));
      }
    }
    PolicyExplanation explanation = new PolicyExplanation(version);
    return groups.entrySet().stream()
        .map(group -> explanation.meaning(group.getKey(), group.getValue()))
        .toList();
  }

  /** A rule and its policy. */
  record Part(Policy policy, PolicyRule rule) {
    Part {
      requireNonNull(policy, "policy is null");
      requireNonNull(rule, "rule is null");
    }

    Ruling.Decider at(String below, Position position) {
      return new Ruling.Decider(
          policy.kind(),
          policy.label(),
          rule.path() + below,
          new Evidence.ConfigLine(policy.file(), position.line(), position.column()));
    }

    Ruling.Decider at(TrafficItem item) {
      return at("." + item.path(), item.position());
    }
  }

  private static String subject(Policy policy, PolicyRule rule) {
    Optional<LabelSelector> pods = rule.endpointSelector();
    if (pods.isPresent()) {
      return PolicyWords.pods(pods.get(), policy);
    }
    return rule.nodeSelector()
        .map(
            nodes -> PolicyWords.pods(nodes, policy).replaceFirst("pods(.*?)( in .*)?$", "nodes$1"))
        .orElse("nobody: there is no selector");
  }

  private PolicyMeaning meaning(String pods, List<Part> parts) {
    List<PolicyMeaning.Note> notes = new ArrayList<>();
    List<PolicyMeaning.Way> ways = new ArrayList<>();
    for (Direction direction : List.of(Direction.EGRESS, Direction.INGRESS)) {
      ways.add(way(direction, parts));
    }
    for (Part part : parts) {
      if (part.rule().items().isEmpty()) {
        notes.add(
            new PolicyMeaning.Note(
                part.at("", part.rule().position()),
                version.atLeast(1, 17)
                    ? "it has no items at all: from 1.17 on it is refused, and nothing is enforced"
                    : "it has no items at all and no effect"));
      }
    }
    notes.addAll(new PolicyTraps(parts, version).notes());
    return new PolicyMeaning(
        pods, parts.stream().map(part -> part.policy().label()).distinct().toList(), ways, notes);
  }

  private PolicyMeaning.Way way(Direction direction, List<Part> parts) {
    List<PolicyMeaning.Statement> statements = new ArrayList<>();
    boolean closed = false;
    boolean spoken = false;
    for (Part part : parts) {
      List<TrafficItem> items =
          part.rule().items().stream().filter(item -> item.direction() == direction).toList();
      spoken |= !items.isEmpty();
      closed |= version.atLeast(1, 16) ? part.rule().defaultDeny(direction) : !items.isEmpty();
      for (TrafficItem item : items) {
        statements.addAll(statements(part, item));
      }
    }
    String summary;
    if (closed) {
      summary =
          statements.stream()
                  .anyMatch(s -> !s.text().startsWith("denied") && !s.text().startsWith("nothing"))
              ? "default deny: what is not allowed below is dropped"
              : "default deny, and nothing is allowed: all is dropped";
    } else if (spoken) {
      summary = "open: what is not denied below is allowed (enableDefaultDeny is false)";
    } else {
      summary = "open: no policy here speaks of it";
    }
    return new PolicyMeaning.Way(direction, closed, summary, statements);
  }

  private List<PolicyMeaning.Statement> statements(Part part, TrafficItem item) {
    List<PortRule> ports = item.toPorts().orElse(List.of());
    boolean says = !item.peers().equals(Peers.ANY) || !ports.isEmpty() || item.icmps();
    if (!says && part.policy().kind() != Policy.Kind.KUBERNETES) {
      return List.of(
          new PolicyMeaning.Statement(
              part.at(item), "nothing: an empty item means nobody", List.of()));
    }
    String verb = item.deny() ? "denied" : "allowed";
    String preposition = item.direction() == Direction.EGRESS ? "to" : "from";
    String peers = PolicyWords.peers(item, part.policy());
    if (ports.isEmpty()) {
      return List.of(
          new PolicyMeaning.Statement(
              part.at(item),
              "%s: %s %s %s".formatted(verb, PolicyWords.ports(item), preposition, peers),
              authentication(item)));
    }
    List<PolicyMeaning.Statement> statements = new ArrayList<>();
    for (int i = 0; i < ports.size(); i++) {
      PortRule port = ports.get(i);
      List<String> details = new ArrayList<>(authentication(item));
      details.addAll(new ProxyWords(port, part.policy(), version).details());
      statements.add(
          new PolicyMeaning.Statement(
              part.at("." + item.path() + ".toPorts[" + i + "]", port.position()),
              "%s: %s %s %s".formatted(verb, PolicyWords.ports(port), preposition, peers),
              details));
    }
    return statements;
  }

  private static List<String> authentication(TrafficItem item) {
    return item.authentication()
        .filter(mode -> !mode.equals("disabled"))
        .map(mode -> List.of("mutual authentication: " + mode))
        .orElse(List.of());
  }
}
