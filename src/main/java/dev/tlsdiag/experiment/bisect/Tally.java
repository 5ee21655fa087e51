package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

/**
 * How often one and the same opening worked.
 *
 * @param what was sent, in words
 * @param expected to work, where it has to be one or the other
 * @param way it failed, the last time; empty where it never did
 */
public record Tally(String what, boolean expected, int worked, int failed, String way) {
  public Tally {
    requireNonNull(what, "what is null");
    requireNonNull(way, "way is null");
  }

  public int all() {
    return worked + failed;
  }

  /** Whether it came as it has to. */
  boolean asExpected() {
    return expected ? failed == 0 : worked == 0;
  }

  /** As {@code works 7 of 7} or {@code fails 2 of 7}. */
  public String text() {
    return expected && failed == 0 || worked == all()
        ? "works %d of %d".formatted(worked, all())
        : "fails %d of %d".formatted(failed, all());
  }
}
