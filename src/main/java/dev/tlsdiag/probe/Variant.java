package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

/**
 * The base with one thing changed.
 *
 * @param name within its axis: {@code none}, {@code trailing dot}
 * @param healthy what a server without faults does with it
 */
public record Variant(Axis axis, String name, Probe probe, Healthy healthy) {
  /** What to expect of a server that takes the base. */
  public enum Healthy {
    /** It takes this one too. */
    TAKES_IT,
    /** It is free to take it or not. */
    MAY_REFUSE,
    /** It refuses this one, as a rule. */
    REFUSES
  }

  public Variant {
    requireNonNull(axis, "axis is null");
    requireNonNull(name, "name is null");
    requireNonNull(probe, "probe is null");
    requireNonNull(healthy, "healthy is null");
  }

  public boolean mustWork() {
    return healthy == Healthy.TAKES_IT;
  }
}
