package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Policies that hold together, and what they say of an attempt. All that select a pod count: each
 * direction is open until one of them has an item for it, then what none of them allows is denied;
 * a deny rule wins over every allow rule.
 */
public final class PolicySet {
  private final List<Policy> policies;
  private final CiliumVersion version;
  private final PeerMatch peers;

  private PolicySet(List<Policy> policies, CiliumVersion version) {
    this.policies = List.copyOf(policies);
    this.version = requireNonNull(version, "version is null");
    this.peers = new PeerMatch(version);
  }

  /** Policies as a cluster with this version of Cilium understands them. */
  public static PolicySet of(List<Policy> policies, CiliumVersion version) {
    return new PolicySet(policies, version);
  }

  public List<Policy> policies() {
    return policies;
  }

  public CiliumVersion version() {
    return version;
  }

  /**
   * The policies that select a pod, or may do so, and have something to say of a direction. What
   * they say may be nothing but that they deny by default.
   */
  public List<Policy> selecting(Peer pod, Direction direction) {
    return policies.stream()
        .filter(
            policy ->
                policy.rules().stream()
                    .anyMatch(
                        rule -> speaksOf(rule, direction) && !selects(rule, policy, pod).isNo()))
        .toList();
  }

  /** Whether a rule is sure to hold for a pod. */
  public static boolean holdsFor(PolicyRule rule, Policy policy, Peer pod) {
    return selects(rule, policy, pod).equals(Match.YES);
  }

  /**
   * What becomes of an attempt as far as it is known. Asked again with the ClientHello and with
   * each request, it tells what the proxy decides then.
   */
  public Ruling rule(Attempt attempt) {
    Considered considered = consider(attempt);
    Set<String> needed = new LinkedHashSet<>();
    Ruling ruling = new PolicyDecision(considered, attempt, false, false, needed).ruling();
    boolean differs = false;
    for (int i = 1; i < 4 && !needed.isEmpty(); i++) { // 0 was the one above
      Ruling other =
          new PolicyDecision(considered, attempt, (i & 1) != 0, (i & 2) != 0, needed).ruling();
      differs |= differs(ruling, other);
    }
    List<String> cannotTell = new ArrayList<>(differs ? needed : List.of());
    cannotTell.addAll(ruling.cannotTell());
    return new Ruling(
        ruling.verdict(), ruling.reason(), ruling.deciders(), ruling.interception(), cannotTell);
  }

  private static boolean differs(Ruling one, Ruling other) {
    return one.verdict() != other.verdict() || !one.interception().equals(other.interception());
  }

  /**
   * An item that would allow an attempt if one thing were otherwise.
   *
   * @param otherPeer whether it means the port and another end; else it means the end and another
   *     port
   */
  public record Miss(Policy policy, PolicyRule rule, TrafficItem item, boolean otherPeer) {
    public Miss {
      requireNonNull(policy, "policy is null");
      requireNonNull(rule, "rule is null");
      requireNonNull(item, "item is null");
    }
  }

  /** The allow items that come near to an attempt that none of them allows. */
  public List<Miss> misses(Attempt attempt) {
    Direction direction = attempt.direction();
    Peer pod = direction == Direction.EGRESS ? attempt.from() : attempt.to();
    Peer peer = direction == Direction.EGRESS ? attempt.to() : attempt.from();
    List<Miss> misses = new ArrayList<>();
    for (Policy policy : policies) {
      for (PolicyRule rule : policy.rules()) {
        if (selects(rule, policy, pod).isNo()) {
          continue;
        }
        for (TrafficItem item : rule.items(direction, false)) {
          boolean samePeer = !peers.means(item.peers(), policy, peer).isNo();
          boolean samePort =
              item.toPorts().orElse(List.of()).stream()
                  .flatMap(port -> port.ports().stream())
                  .anyMatch(port -> !PortMatch.means(port, attempt).isNo());
          boolean hasPorts = item.toPorts().filter(ports -> !ports.isEmpty()).isPresent();
          if (!PeerMatch.isAnybody(item.peers()) && hasPorts && samePeer != samePort) {
            misses.add(new Miss(policy, rule, item, samePort));
          }
        }
      }
    }
    return misses;
  }

  /**
   * What has to be weighed.
   *
   * @param selecting how many policies select the pod and speak of the direction
   * @param closing where the direction is denied by default
   * @param deny deny items that mean the attempt, or may
   * @param allow allow items that mean it, or may
   */
  record Considered(
      CiliumVersion version,
      int selecting,
      List<Closing> closing,
      List<Hit> deny,
      List<Hit> allow) {
    Considered {
      closing = List.copyOf(closing);
      deny = List.copyOf(deny);
      allow = List.copyOf(allow);
    }

    /** Whether a rule that has items for the direction leaves it open. */
    boolean leavesOpen(PolicyRule rule, Direction direction) {
      return !deniesByDefault(rule, direction, version);
    }
  }

  /** A rule that denies by default where it selects the pod. */
  record Closing(Ruling.Decider decider, Match match) {
    Closing {
      requireNonNull(decider, "decider is null");
      requireNonNull(match, "match is null");
    }
  }

  /** The first item of the direction; the rule where it has none and says so otherwise. */
  private static Ruling.Decider closer(Policy policy, PolicyRule rule, Direction direction) {
    return rule.items().stream()
        .filter(item -> item.direction() == direction)
        .findFirst()
        .map(item -> new Hit(policy, rule, item, Optional.empty(), Match.YES).decider())
        .orElseGet(
            () ->
                new Ruling.Decider(
                    policy.kind(),
                    policy.label(),
                    rule.path(),
                    new Evidence.ConfigLine(
                        policy.file(), rule.position().line(), rule.position().column())));
  }

  private Considered consider(Attempt attempt) {
    Direction direction = attempt.direction();
    Peer pod = direction == Direction.EGRESS ? attempt.from() : attempt.to();
    List<Closing> closing = new ArrayList<>();
    List<Hit> deny = new ArrayList<>();
    List<Hit> allow = new ArrayList<>();
    for (Policy policy : policies) {
      for (PolicyRule rule : policy.rules()) {
        if (!speaksOf(rule, direction)) {
          continue;
        }
        Match selected = selects(rule, policy, pod);
        if (selected.isNo()) {
          continue;
        }
        for (TrafficItem item : rule.items()) {
          if (item.direction() == direction) {
            hits(item.deny() ? deny : allow, policy, rule, item, selected, attempt);
          }
        }
        if (deniesByDefault(rule, direction, version)) {
          closing.add(new Closing(closer(policy, rule, direction), selected));
        }
      }
    }
    return new Considered(version, selecting(pod, direction).size(), closing, deny, allow);
  }

  private void hits(
      List<Hit> hits,
      Policy policy,
      PolicyRule rule,
      TrafficItem item,
      Match selected,
      Attempt attempt) {
    Peer peer = attempt.direction() == Direction.EGRESS ? attempt.to() : attempt.from();
    List<PortRule> ports = item.toPorts().orElse(List.of());
    boolean silent =
        ports.isEmpty()
            && !item.icmps()
            && PeerMatch.isAnybody(item.peers())
            && policy.kind() != Policy.Kind.KUBERNETES;
    if (silent) {
      return; // an item that says nothing switches default deny on and means nobody
    }
    Match match = selected.and(peers.means(item.peers(), policy, peer));
    if (match.isNo()) {
      return;
    }
    boolean icmp = attempt.protocol().toUpperCase(Locale.ROOT).startsWith("ICMP");
    if (item.icmps()) {
      if (icmp) {
        hits.add(
            new Hit(
                policy, rule, item, Optional.empty(), match.and(Match.maybe("the ICMP types"))));
      }
      return;
    }
    if (ports.isEmpty()) {
      hits.add(new Hit(policy, rule, item, Optional.empty(), match));
      return;
    }
    for (PortRule port : ports) {
      Match both =
          match.and(
              port.ports().stream()
                  .map(one -> PortMatch.means(one, attempt))
                  .reduce(Match.NO, Match::or));
      if (!both.isNo()) {
        hits.add(new Hit(policy, rule, item, Optional.of(port), both));
      }
    }
  }

  private static Match selects(PolicyRule rule, Policy policy, Peer pod) {
    if (rule.endpointSelector().isPresent()) {
      return LabelMatch.selects(rule.endpointSelector().get(), policy, pod);
    }
    boolean node = pod.labels().stream().anyMatch(label -> label.startsWith("reserved:host"));
    return node && rule.nodeSelector().isPresent()
        ? LabelMatch.selects(rule.nodeSelector().get(), policy, pod)
        : Match.NO;
  }

  private boolean speaksOf(PolicyRule rule, Direction direction) {
    return deniesByDefault(rule, direction, version)
        || rule.items().stream().anyMatch(item -> item.direction() == direction);
  }

  /** {@code enableDefaultDeny} came with 1.16; earlier versions go by the items alone. */
  private static boolean deniesByDefault(
      PolicyRule rule, Direction direction, CiliumVersion version) {
    return version.atLeast(1, 16)
        ? rule.defaultDeny(direction)
        : rule.items().stream().anyMatch(item -> item.direction() == direction);
  }
}
