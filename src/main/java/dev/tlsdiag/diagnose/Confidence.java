package dev.tlsdiag.diagnose;

/** How sure a finding is, surest first. */
public enum Confidence {
  /** The peer said so itself, or a control separates it from what looks the same. */
  HIGH("high"),
  /** It fits everything seen; something that looks the same is not ruled out. */
  MEDIUM("medium"),
  /** One of several explanations. */
  LOW("low");

  private final String label;

  Confidence(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** The less sure of the two. */
  public Confidence and(Confidence other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
