package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

/**
 * Another explanation that the evidence does not rule out.
 *
 * @param possibility what else it could be
 * @param experiment what would settle it
 */
public record Doubt(String possibility, String experiment) {
  public Doubt {
    requireNonNull(possibility, "possibility is null");
    requireNonNull(experiment, "experiment is null");
  }
}
