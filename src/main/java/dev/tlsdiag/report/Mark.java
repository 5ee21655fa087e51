package dev.tlsdiag.report;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;

/** A handshake's outcome in one of four classes. */
public enum Mark {
  OK("ok", Role.OK),
  FAILED("failed", Role.BAD),
  /** The capture does not show how it ended. */
  UNKNOWN("unknown", Role.ODD),
  /** Another ClientHello on the same connection took its place. */
  RETRIED("retried", Role.DIM);

  private final String label;
  private final Role role;

  Mark(String label, Role role) {
    this.label = label;
    this.role = role;
  }

  public static Mark of(Handshake handshake) {
    return of(handshake.outcome());
  }

  public static Mark of(Outcome outcome) {
    if (outcome.failed()) {
      return FAILED;
    }
    if (outcome instanceof Outcome.Established) {
      return OK;
    }
    return outcome instanceof Outcome.Retried ? RETRIED : UNKNOWN;
  }

  /** As in JSON. */
  public String label() {
    return label;
  }

  public Role role() {
    return role;
  }
}
