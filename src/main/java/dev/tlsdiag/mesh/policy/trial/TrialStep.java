package dev.tlsdiag.mesh.policy.trial;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Ruling;
import java.util.Optional;

/**
 * One step of a trial.
 *
 * @param what in words: {@code TCP to bucket.s3.amazonaws.com:443}
 * @param client what the client sees, where that is something to tell
 * @param flow the flow as {@code hubble observe} prints it, behind its time
 */
public record TrialStep(
    Kind kind,
    String what,
    Attempt attempt,
    Ruling ruling,
    Optional<String> client,
    Optional<String> flow) {
  /** What is tried. */
  public enum Kind {
    LOOKUP("lookup"),
    CONNECTION("connection"),
    HELLO("ClientHello"),
    REQUEST("request");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public TrialStep {
    requireNonNull(kind, "kind is null");
    requireNonNull(what, "what is null");
    requireNonNull(attempt, "attempt is null");
    requireNonNull(ruling, "ruling is null");
    requireNonNull(client, "client is null");
    requireNonNull(flow, "flow is null");
  }
}
