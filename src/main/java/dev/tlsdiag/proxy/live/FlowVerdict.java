package dev.tlsdiag.proxy.live;

import java.util.Arrays;
import java.util.Optional;

/** What became of a flow, the best first. */
public enum FlowVerdict {
  OK("ok"),
  /** It worked, and a rule found something that is not as meant. */
  WARNING("warning"),
  /** A connection failed, or there was no good answer. */
  FAILED("failed"),
  /** A policy did not let it pass. */
  DENIED("denied");

  private final String label;

  FlowVerdict(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Empty where there is none of this name. */
  public static Optional<FlowVerdict> named(String label) {
    return Arrays.stream(values()).filter(verdict -> verdict.label.equals(label)).findFirst();
  }
}
