package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a rule concluded.
 *
 * @param rule its name
 * @param trace name of the path it is about
 * @param hop 1-based number of the hop it blames
 * @param message what is wrong; may quote the peer, so it is escaped before it is shown
 * @param effect how it reads as a consequence of another finding
 * @param hint what to do next
 * @param evidence at least one
 * @param notRuledOut what looks the same; empty only where nothing does
 * @param check a command that shows the same
 * @param consequences findings that this one explains
 */
public record Finding(
    String rule,
    Severity severity,
    String trace,
    int hop,
    Step.Kind step,
    String message,
    String effect,
    String hint,
    List<Fix> fixes,
    List<Evidence> evidence,
    Confidence confidence,
    List<Doubt> notRuledOut,
    Optional<Check> check,
    List<Finding> consequences) {
  public Finding {
    requireNonNull(rule, "rule is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(trace, "trace is null");
    requireNonNull(step, "step is null");
    requireNonNull(message, "message is null");
    requireNonNull(effect, "effect is null");
    requireNonNull(hint, "hint is null");
    fixes = List.copyOf(fixes);
    evidence = List.copyOf(evidence);
    requireNonNull(confidence, "confidence is null");
    notRuledOut = List.copyOf(notRuledOut);
    requireNonNull(check, "check is null");
    consequences = List.copyOf(consequences);
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException(rule + " has no evidence");
    }
  }

  /** A finding about the step of a hop, with that step as its evidence. */
  public static Finding of(RuleInfo info, Place place, Severity severity, String message) {
    return new Finding(
        info.name(),
        severity,
        place.trace().name(),
        place.number(),
        place.step().kind(),
        message,
        info.effect(),
        info.hint(),
        info.fixes(),
        place.step().evidence(),
        Confidence.HIGH,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /**
   * Whether they are equal; found out by what tells findings apart at once. Comparing all of two
   * records takes methods that are made at run time, some milliseconds each.
   */
  boolean isSame(Finding other) {
    return hop == other.hop
        && rule.equals(other.rule)
        && trace.equals(other.trace)
        && message.equals(other.message)
        && Objects.equals(this, other); // which asks nothing of one and the same
  }

  public Finding with(Confidence newConfidence) {
    return copy(severity, evidence, newConfidence, notRuledOut, check, consequences);
  }

  public Finding with(Severity newSeverity) {
    return copy(newSeverity, evidence, confidence, notRuledOut, check, consequences);
  }

  public Finding notRuledOut(String possibility, String experiment) {
    List<Doubt> doubts = new ArrayList<>(notRuledOut);
    doubts.add(new Doubt(possibility, experiment));
    return copy(severity, evidence, confidence, doubts, check, consequences);
  }

  public Finding notRuledOut(List<Doubt> doubts) {
    List<Doubt> all = Stream.concat(notRuledOut.stream(), doubts.stream()).distinct().toList();
    return copy(severity, evidence, confidence, all, check, consequences);
  }

  public Finding check(String command, String expected) {
    Optional<Check> newCheck = Optional.of(new Check(command, expected));
    return copy(severity, evidence, confidence, notRuledOut, newCheck, consequences);
  }

  /** The same, which reads so as a consequence of another finding. */
  public Finding withEffect(String newEffect) {
    return new Finding(
        rule,
        severity,
        trace,
        hop,
        step,
        message,
        newEffect,
        hint,
        fixes,
        evidence,
        confidence,
        notRuledOut,
        check,
        consequences);
  }

  /** The same, mended by these, the likeliest first. */
  public Finding withFixes(List<Fix> newFixes) {
    return new Finding(
        rule,
        severity,
        trace,
        hop,
        step,
        message,
        effect,
        hint,
        newFixes,
        evidence,
        confidence,
        notRuledOut,
        check,
        consequences);
  }

  public Finding alsoSeen(List<Evidence> more) {
    List<Evidence> all = Stream.concat(evidence.stream(), more.stream()).distinct().toList();
    return copy(severity, all, confidence, notRuledOut, check, consequences);
  }

  /**
   * With what others tell of the same: as severe and as sure as the worse and the surer of both,
   * whose doubts stay.
   */
  Finding confirmedBy(Finding other) {
    boolean surer = other.confidence.compareTo(confidence) < 0;
    Severity worse = severity.compareTo(other.severity) <= 0 ? severity : other.severity;
    Finding leading = surer ? other : this;
    Finding following = surer ? this : other;
    return leading.with(worse).alsoSeen(following.evidence);
  }

  /** Proved by experiments: what they leave open is nothing. */
  public Finding provedBy(List<Experiment> experiments) {
    return copy(severity, evidence, Confidence.HIGH, List.of(), check, consequences)
        .alsoSeen(experiments.stream().map(Finding::evidence).toList());
  }

  /** Tested, and the experiments do not decide it. */
  public Finding testedBy(List<Experiment> experiments) {
    return alsoSeen(experiments.stream().map(Finding::evidence).toList());
  }

  /** Whether it rests on an experiment and leaves nothing open. */
  public boolean proved() {
    return confidence == Confidence.HIGH
        && notRuledOut.isEmpty()
        && evidence.stream().anyMatch(Evidence.Experiment.class::isInstance);
  }

  private static Evidence evidence(Experiment experiment) {
    return new Evidence.Experiment(experiment.id());
  }

  /** With these as its consequences: their evidence becomes its own. */
  Finding explaining(List<Finding> newConsequences) {
    Optional<Check> newCheck =
        check.or(() -> newConsequences.stream().flatMap(f -> f.check.stream()).findFirst());
    Finding joined = copy(severity, evidence, confidence, notRuledOut, newCheck, newConsequences);
    return joined.alsoSeen(newConsequences.stream().flatMap(f -> f.evidence.stream()).toList());
  }

  /** The message with the foremost consequence; one on its own hop goes before those elsewhere. */
  public String headline() {
    return consequences.stream()
        .filter(consequence -> consequence.hop == hop)
        .findFirst()
        .or(() -> consequences.stream().findFirst())
        .map(consequence -> message + ", and " + consequence.effect)
        .orElse(message);
  }

  /**
   * What was seen on its own hop: the last consequence there, as those before are symptoms; the
   * message where there is none.
   */
  public String reason() {
    return consequences.stream()
        .filter(consequence -> consequence.hop == hop)
        .map(Finding::message)
        .reduce((earlier, later) -> later)
        .orElse(message);
  }

  private Finding copy(
      Severity newSeverity,
      List<Evidence> newEvidence,
      Confidence newConfidence,
      List<Doubt> doubts,
      Optional<Check> newCheck,
      List<Finding> newConsequences) {
    return new Finding(
        rule,
        newSeverity,
        trace,
        hop,
        step,
        message,
        effect,
        hint,
        fixes,
        newEvidence,
        newConfidence,
        doubts,
        newCheck,
        newConsequences);
  }
}
