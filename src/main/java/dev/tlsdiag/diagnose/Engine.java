package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HopTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs the rules and joins what they found: one cause, one finding, with its consequences attached.
 */
public final class Engine {
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparing(Finding::confidence)
          .thenComparing(Comparator.comparingInt(Finding::hop).reversed());

  /** A pairing of at least this confidence is not mentioned as a doubt. */
  private static final double SURE_PAIR = 0.75;

  /** What a proxy does to it, all behind that proxy suffer from. */
  private static final String NAME_FIELD = "server_name";

  private final List<Rule> rules;
  private final Map<String, Set<String>> explains = new HashMap<>();
  private final Set<String> ofNames = new HashSet<>();

  public Engine(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    rules.forEach(rule -> explains.put(rule.info().name(), rule.info().explains()));
    rules.stream()
        .map(Rule::info)
        .filter(info -> info.helloField().filter(NAME_FIELD::equals).isPresent())
        .forEach(info -> ofNames.add(info.name()));
  }

  /** The findings about a trace, the worst first; none is a consequence of another. */
  public List<Finding> run(HopTrace trace, Facts facts) {
    requireNonNull(facts, "facts is null");
    List<Finding> found =
        rules.stream()
            .flatMap(rule -> seenAndTold(rule, trace, facts))
            .map(finding -> doubting(finding, trace))
            .toList();
    return join(found, trace);
  }

  /** What packets show and what is told of one hop is one finding, as sure as the surer of both. */
  private static Stream<Finding> seenAndTold(Rule rule, HopTrace trace, Facts facts) {
    List<Finding> found = new ArrayList<>(rule.check(trace, facts).toList());
    Stream<Finding> told = facts.mesh().map(mesh -> rule.told(trace, mesh)).orElse(Stream.empty());
    for (Finding finding : told.toList()) {
      Optional<Finding> same = found.stream().filter(f -> f.hop() == finding.hop()).findFirst();
      if (same.isEmpty()) {
        found.add(finding);
      } else {
        found.set(found.indexOf(same.get()), same.get().confirmedBy(finding));
      }
    }
    return found.stream();
  }

  /** What is said about an upstream hop is only as sure as that it belongs to the request. */
  private static Finding doubting(Finding finding, HopTrace trace) {
    for (HopTrace.Joint joint : trace.joints()) {
      if (joint.upstreamHop() == finding.hop() && joint.confidence() < SURE_PAIR) {
        return finding
            .with(finding.confidence().and(Confidence.MEDIUM))
            .notRuledOut(
                "the two legs may belong to different requests (pairing %s: %s)"
                    .formatted(joint.confidenceText(), String.join(", ", joint.reasons())),
                "capture a single request, or name the pair with --pair");
      }
    }
    return finding;
  }

  /** The findings without those that another one explains, which has them as consequences. */
  public List<Finding> join(List<Finding> found, HopTrace trace) {
    List<Finding> causes =
        found.stream()
            .filter(f -> found.stream().noneMatch(other -> explained(other, f, trace)))
            .toList();
    List<Finding> joined = new ArrayList<>();
    for (Finding cause : causes) {
      // A consequence of two causes stays with the first, or it would be listed twice.
      List<Finding> consequences =
          found.stream()
              .filter(f -> causes.stream().noneMatch(f::isSame) && explained(cause, f, trace))
              .filter(
                  f ->
                      joined.stream().noneMatch(j -> j.consequences().stream().anyMatch(f::isSame)))
              .sorted(
                  Comparator.comparing((Finding f) -> f.hop() == cause.hop() ? 0 : 1)
                      .thenComparing(f -> isSymptom(f) ? 0 : 1))
              .toList();
      joined.add(consequences.isEmpty() ? cause : cause.explaining(consequences));
    }
    joined.sort(WORST_FIRST);
    return joined;
  }

  /**
   * Whether {@code effect} is there only because of {@code cause}, which then is no less severe. A
   * symptom on an earlier hop follows from a failure on a later one: a proxy without an upstream
   * closes, resets or starves its client. Hops over which one ClientHello is relayed are one place.
   */
  private boolean explained(Finding cause, Finding effect, HopTrace trace) {
    if (cause.isSame(effect) || cause.severity().compareTo(effect.severity()) > 0) {
      return false;
    }
    boolean named = explains.getOrDefault(cause.rule(), Set.of()).contains(effect.rule());
    boolean sameHop = cause.hop() == effect.hop() || relayed(cause.hop(), effect.hop(), trace);
    boolean laterFailure = cause.severity() == Severity.ERROR && cause.hop() > effect.hop();
    boolean passedOn = ofNames.contains(cause.rule()) && cause.hop() < effect.hop();
    return (sameHop || passedOn) && named || isSymptom(effect) && laterFailure;
  }

  /** Whether the client's hello goes over both hops and all in between as it is. */
  private static boolean relayed(int hop, int other, HopTrace trace) {
    return IntStream.range(Math.min(hop, other), Math.max(hop, other))
        .allMatch(number -> trace.relays(number));
  }

  /** Whether the rule claims no cause: others explain it, and it explains nothing. */
  private boolean isSymptom(Finding finding) {
    return explains.getOrDefault(finding.rule(), Set.of()).isEmpty()
        && explains.values().stream().anyMatch(names -> names.contains(finding.rule()));
  }
}
