package dev.tlsdiag.mesh.policy.explain;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        .map(group -> explanation.meaning(group.getKey(), groups))
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

  private PolicyMeaning meaning(String pods, Map<String, List<Part>> groups) {
    List<Part> parts = groups.get(pods);
    Optional<Peer> typical = typical(parts.get(0));
    List<String> also = new ArrayList<>();
    List<Part> all = new ArrayList<>(parts);
    groups.forEach(
        (other, theirs) -> {
          List<Part> holding =
              theirs.stream()
                  .filter(
                      part ->
                          typical
                              .filter(pod -> PolicySet.holdsFor(part.rule(), part.policy(), pod))
                              .isPresent())
                  .toList();
          if (!other.equals(pods) && !holding.isEmpty()) {
            also.add(other);
            all.addAll(holding);
          }
        });
    List<PolicyMeaning.Note> notes = new ArrayList<>();
    List<PolicyMeaning.Way> ways = new ArrayList<>();
    for (Direction direction : List.of(Direction.EGRESS, Direction.INGRESS)) {
      ways.add(way(direction, parts, all));
    }
    for (Part part : parts) {
      boolean silent =
          part.rule().items().isEmpty() && part.policy().kind() != Policy.Kind.KUBERNETES;
      if (silent) {
        notes.add(
            new PolicyMeaning.Note(
                part.at("", part.rule().position()),
                version.atLeast(1, 17)
                    ? "it has no items at all: from 1.17 on it is refused, and nothing is enforced"
                    : "it has no items at all and no effect"));
      }
    }
    notes.addAll(new PolicyTraps(parts, all, version).notes());
    return new PolicyMeaning(
        pods,
        parts.stream().map(part -> part.policy().label()).distinct().toList(),
        also,
        ways,
        notes);
  }

  /** A pod that the selector means; empty where labels alone do not say it. */
  private static Optional<Peer> typical(Part part) {
    Optional<LabelSelector> selector = part.rule().endpointSelector();
    if (selector.isEmpty() || !selector.get().matchExpressions().isEmpty()) {
      return Optional.empty();
    }
    Set<String> labels = new LinkedHashSet<>();
    selector
        .get()
        .matchLabels()
        .forEach(
            (key, value) -> labels.add((key.contains(":") ? key : "k8s:" + key) + "=" + value));
    // Pods of any namespace are not among those of one.
    return Optional.of(new Peer(labels, part.policy().namespace(), Optional.empty(), List.of()));
  }

  /**
   * @param all those whose policies hold for these pods, the parts among them
   */
  private PolicyMeaning.Way way(Direction direction, List<Part> parts, List<Part> all) {
    List<PolicyMeaning.Statement> statements = new ArrayList<>();
    boolean closed = false;
    boolean spoken = false;
    for (Part part : all) {
      closed |= closes(part, direction);
      spoken |= part.rule().items().stream().anyMatch(item -> item.direction() == direction);
    }
    for (Part part : parts) {
      List<TrafficItem> items =
          part.rule().items().stream().filter(item -> item.direction() == direction).toList();
      for (TrafficItem item : items) {
        statements.addAll(statements(part, item));
      }
      if (items.isEmpty() && closes(part, direction)) {
        statements.add(
            new PolicyMeaning.Statement(
                part.at("", part.rule().position()),
                "nothing: the direction is closed, and no item opens it",
                List.of()));
      }
    }
    boolean opened =
        all.stream()
            .flatMap(
                part ->
                    part.rule().items(direction, false).stream()
                        .flatMap(item -> statements(part, item).stream()))
            .anyMatch(statement -> statement.text().startsWith("allowed"));
    String summary;
    if (closed) {
      summary =
          !opened
              ? "default deny, and nothing is allowed: all is dropped"
              : all.size() > parts.size()
                  ? "default deny: what is allowed neither here nor by the others is dropped"
                  : "default deny: what is not allowed below is dropped";
    } else if (spoken) {
      summary = "open: what is not denied below is allowed (enableDefaultDeny is false)";
    } else {
      summary = "open: no policy here speaks of it";
    }
    return new PolicyMeaning.Way(direction, closed, summary, statements);
  }

  private boolean closes(Part part, Direction direction) {
    return version.atLeast(1, 16)
        ? part.rule().defaultDeny(direction)
        : part.rule().items().stream().anyMatch(item -> item.direction() == direction);
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
