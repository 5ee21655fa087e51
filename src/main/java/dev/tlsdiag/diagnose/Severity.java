package dev.tlsdiag.diagnose;

/** How bad a finding is, worst first. */
public enum Severity {
  /** The request fails by it. */
  ERROR("error"),
  /** It works, but not as meant, or not for long. */
  WARNING("warning"),
  /** Worth knowing; by itself no fault. */
  NOTE("note");

  private final String label;

  Severity(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public boolean atLeast(Severity other) {
    return compareTo(other) <= 0;
  }
}
