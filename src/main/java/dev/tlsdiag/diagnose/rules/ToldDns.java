package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is told of names, and of connections to addresses that policy knows no name of. */
final class ToldDns {
  /** Shorter lives than this are not aged: the answer and the SYN belong together. */
  private static final Duration FRESH = Duration.ofSeconds(30);

  private ToldDns() {}

  /** Denied to an address outside of the cluster that nobody has a name for. */
  static Stream<Placed> nameless(MeshFacts mesh) {
    return ToldPolicy.deniedConnections(mesh)
        .filter(placed -> outside(placed.sighting()))
        .filter(placed -> ToldPlaces.text(placed.sighting(), Attribute.SERVER_NAMES).isEmpty());
  }

  private static boolean outside(Sighting sighting) {
    return ToldPlaces.text(sighting, Attribute.SERVER_LABELS)
        .filter(labels -> labels.contains("reserved:world") && !labels.contains("fqdn:"))
        .isPresent();
  }

  private static Optional<DnsExchange> answered(MeshFacts mesh, Placed placed) {
    String address = placed.sighting().server().map(s -> s.host()).orElse("");
    return mesh.told().dns().stream()
        .filter(each -> each.addresses().contains(address))
        .reduce((earlier, later) -> later);
  }

  /** A rule by name, no rule that lets the agent see the answers of DNS. */
  static Stream<Finding> notIntercepted(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return nameless(mesh)
        .filter(placed -> answered(mesh, placed).isEmpty())
        .limit(1)
        .flatMap(
            placed -> {
              List<Policy> policies = ofThePod(mesh);
              boolean byName = items(policies).anyMatch(i -> i.peers().fqdns().isPresent());
              boolean learns = items(policies).anyMatch(ToldDns::learns);
              return byName && !learns
                  ? Stream.of(found(info, trace, mesh, placed))
                  : Stream.empty();
            });
  }

  private static Finding found(RuleInfo info, HopTrace trace, MeshFacts mesh, Placed placed) {
    return Finding.of(
            info,
            ToldPlaces.of(trace, placed, Step.Kind.POLICY),
            Severity.ERROR,
            "%s is denied, and the agent knows no name of this address: no DNS answer"
                    .formatted(placed.sighting().server().map(Object::toString).orElse("it"))
                + " went through its proxy, for which there is no rule")
        .alsoSeen(fqdnRules(mesh))
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "no rule by name may be for this server", "hubble observe --protocol dns for the pod");
  }

  /** Those that select the client. */
  private static List<Policy> ofThePod(MeshFacts mesh) {
    return mesh.policy()
        .map(fact -> fact.policies().selecting(fact.attempt().from(), Direction.EGRESS))
        .orElse(List.of());
  }

  private static Stream<TrafficItem> items(List<Policy> policies) {
    return policies.stream()
        .flatMap(policy -> policy.rules().stream())
        .flatMap(rule -> rule.items(Direction.EGRESS, false).stream());
  }

  private static boolean learns(TrafficItem item) {
    return item.toPorts().orElse(List.of()).stream()
        .flatMap(port -> port.rules().stream())
        .anyMatch(rules -> rules.dns().filter(dns -> !dns.isEmpty()).isPresent());
  }

  private static List<Evidence> fqdnRules(MeshFacts mesh) {
    return ofThePod(mesh).stream()
        .flatMap(
            policy ->
                policy.rules().stream()
                    .flatMap(rule -> rule.items(Direction.EGRESS, false).stream())
                    .filter(item -> item.peers().fqdns().isPresent())
                    .map(policy::place))
        .limit(2)
        .toList();
  }

  /** The name was answered with this address, and the agent does not count that any more. */
  static Stream<Finding> agedOut(RuleInfo info, HopTrace trace, MeshFacts mesh) {
    return nameless(mesh)
        .limit(1)
        .flatMap(
            placed ->
                answered(mesh, placed)
                    .filter(answer -> age(answer, placed).compareTo(FRESH) > 0)
                    .map(answer -> aged(info, trace, placed, answer))
                    .stream());
  }

  private static Duration age(DnsExchange answer, Placed placed) {
    return placed
        .sighting()
        .time()
        .map(time -> Duration.between(answer.time(), time))
        .orElse(Duration.ZERO);
  }

  private static Finding aged(RuleInfo info, HopTrace trace, Placed placed, DnsExchange answer) {
    return Finding.of(
            info,
            ToldPlaces.of(trace, placed, Step.Kind.POLICY),
            Severity.ERROR,
            "%s was an address of %s %s before, and the agent does not take it for one any more"
                .formatted(
                    placed.sighting().server().map(s -> s.host()).orElse(""),
                    answer.name(),
                    Durations.text(age(answer, placed))))
        .alsoSeen(List.of(answer.evidence()))
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "another pod may have asked: each has names of its own",
            "cilium-dbg fqdn cache list, on the pod's node");
  }
}
