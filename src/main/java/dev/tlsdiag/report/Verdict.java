package dev.tlsdiag.report;

/** What a comparison came to. */
public enum Verdict {
  /** One path fails, and a finding says where. */
  FAIL("fail"),
  /** Neither path works, so their difference explains nothing. */
  BOTH_FAIL("both-fail"),
  /** Both work, and something is not as meant. */
  WARN("warn"),
  /** Both work. */
  SAME("same"),
  /** The captures do not show enough. */
  UNKNOWN("unknown");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
