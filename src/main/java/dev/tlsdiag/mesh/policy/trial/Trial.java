package dev.tlsdiag.mesh.policy.trial;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.UpstreamName;
import java.util.List;
import java.util.Optional;

/**
 * A plan that was played through.
 *
 * @param steps in their order, at least one; the last is the one that was denied, where one was
 * @param upstream which name goes to the server, by version; empty where the proxy does not
 *     originate TLS
 * @param notes what fails or is not as one may think although policy allows it
 */
public record Trial(
    TrialPlan plan,
    CiliumVersion version,
    List<TrialStep> steps,
    List<UpstreamName> upstream,
    List<String> notes) {
  public Trial {
    requireNonNull(plan, "plan is null");
    requireNonNull(version, "version is null");
    steps = List.copyOf(steps);
    upstream = List.copyOf(upstream);
    notes = List.copyOf(notes);
  }

  /** What comes of it. */
  public enum Outcome {
    ALLOWED,
    DENIED,
    CANNOT_TELL
  }

  public Outcome outcome() {
    if (!cannotTell().isEmpty()) {
      return Outcome.CANNOT_TELL;
    }
    return decisive().ruling().verdict().denied() ? Outcome.DENIED : Outcome.ALLOWED;
  }

  /** The step that decides: the one that is denied, or the last. */
  public TrialStep decisive() {
    return steps.stream()
        .filter(step -> step.ruling().verdict().denied())
        .findFirst()
        .orElse(steps.get(steps.size() - 1));
  }

  /** What would have to be known for a sure answer. */
  public List<String> cannotTell() {
    return steps.stream().flatMap(step -> step.ruling().cannotTell().stream()).distinct().toList();
  }

  /** What the connection goes through. */
  public Optional<Ruling.Interception> interception() {
    return steps.stream()
        .filter(step -> step.kind() != TrialStep.Kind.LOOKUP)
        .flatMap(step -> step.ruling().interception().stream())
        .reduce((one, other) -> other);
  }
}
