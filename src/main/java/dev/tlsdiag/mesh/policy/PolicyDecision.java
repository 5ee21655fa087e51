package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.policy.Ruling.Decider;
import dev.tlsdiag.mesh.policy.Ruling.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One weighing of the items that mean an attempt: the connection, its hello, its request. */
final class PolicyDecision {
  private final PolicySet.Considered considered;
  private final Attempt attempt;
  private final boolean assumeAllows;
  private final boolean assumeDenies;
  private final Set<String> needed;

  /**
   * @param assumeAllows whether items that may allow it do
   * @param assumeDenies whether items that may deny it do
   * @param needed gets what would have to be known
   */
  PolicyDecision(
      PolicySet.Considered considered,
      Attempt attempt,
      boolean assumeAllows,
      boolean assumeDenies,
      Set<String> needed) {
    this.considered = considered;
    this.attempt = attempt;
    this.assumeAllows = assumeAllows;
    this.assumeDenies = assumeDenies;
    this.needed = needed;
  }

  Ruling ruling() {
    List<Hit> deny = counted(considered.deny(), assumeDenies);
    if (!deny.isEmpty()) {
      return ruling(
          Verdict.DENIED_BY_RULE, deny.get(0).item().path() + " denies it", deciders(deny));
    }
    List<PolicySet.Closing> closing =
        considered.closing().stream().filter(one -> counts(one.match(), assumeDenies)).toList();
    List<Hit> allow = counted(considered.allow(), assumeAllows);
    if (allow.isEmpty() && attempt.direction() == Direction.INGRESS && fromOwnHost()) {
      return ruling(Verdict.ALLOWED, "the pod's own node may always reach it", List.of());
    }
    if (allow.isEmpty()) {
      return closing.isEmpty() ? open() : closed(closing);
    }
    Optional<Hit> failing =
        allow.stream()
            .filter(
                hit -> hit.item().authentication().filter("test-always-fail"::equals).isPresent())
            .findFirst();
    if (failing.isPresent()) {
      return ruling(
          Verdict.DENIED_BY_DEFAULT,
          "its authentication always fails",
          List.of(failing.get().decider()));
    }
    Ruling ruling =
        new ProxyDecision(considered, allow, attempt, match -> counts(match, assumeAllows))
            .ruling();
    List<String> cannotTell = new ArrayList<>(ruling.cannotTell());
    if (allow.stream()
        .allMatch(hit -> hit.item().authentication().filter("required"::equals).isPresent())) {
      cannotTell.add("whether the two ends have authenticated each other (mutual authentication)");
    }
    return new Ruling(
        ruling.verdict(), ruling.reason(), ruling.deciders(), ruling.interception(), cannotTell);
  }

  private List<Hit> counted(List<Hit> hits, boolean assumed) {
    return hits.stream().filter(hit -> counts(hit.match(), assumed)).toList();
  }

  private boolean counts(Match match, boolean assumed) {
    if (!match.needed().isEmpty()) {
      needed.add(match.needed());
    }
    return match.counts(assumed);
  }

  private boolean fromOwnHost() {
    return attempt.from().labels().stream()
        .anyMatch(label -> label.equals("reserved:host") || label.equals("reserved:host="));
  }

  private Ruling open() {
    String direction = attempt.direction().label();
    return ruling(
        Verdict.ALLOWED,
        considered.selecting() == 0
            ? "no policy selects the pod for " + direction
            : "no policy that selects the pod denies " + direction + " by default",
        List.of());
  }

  private Ruling closed(List<PolicySet.Closing> closing) {
    String reason =
        considered.selecting() == 1
            ? "the one policy that selects the pod for %s does not allow it"
            : "none of the "
                + considered.selecting()
                + " policies that select the pod for %s allows it";
    return ruling(
        Verdict.DENIED_BY_DEFAULT,
        reason.formatted(attempt.direction().label()),
        closing.stream().map(PolicySet.Closing::decider).toList());
  }

  private static List<Decider> deciders(List<Hit> hits) {
    return hits.stream().map(Hit::decider).toList();
  }

  private static Ruling ruling(Verdict verdict, String reason, List<Decider> deciders) {
    return new Ruling(verdict, reason, deciders, Optional.empty(), List.of());
  }
}
