package dev.tlsdiag.mesh;

/** How bad a lint's finding is, worst first. */
public enum LintLevel {
  /** It is refused, or it fails. */
  ERROR("error"),
  /** It is accepted, and does something else than was meant. */
  WARNING("warning"),
  /** Worth knowing. */
  NOTE("note");

  private final String label;

  LintLevel(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public boolean atLeast(LintLevel other) {
    return compareTo(other) <= 0;
  }
}
