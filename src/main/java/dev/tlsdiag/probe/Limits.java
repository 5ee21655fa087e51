package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much a {@link Prober} may do.
 *
 * @param patience to connect, and again for the answer to a hello
 * @param concurrency connections at once
 * @param perSecond new connections in any second, evenly spread
 */
public record Limits(Duration patience, int concurrency, double perSecond) {
  public static final Limits DEFAULT = new Limits(Duration.ofSeconds(2), 8, 30);

  public Limits {
    requireNonNull(patience, "patience is null");
    if (patience.isZero() || patience.isNegative()) {
      throw new IllegalArgumentException("no patience at all");
    }
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency %d is below 1".formatted(concurrency));
    }
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("%s a second is not above 0".formatted(perSecond));
    }
  }

  public Limits withPatience(Duration newPatience) {
    return new Limits(newPatience, concurrency, perSecond);
  }
}
