package dev.tlsdiag.proxy.netty;

import java.time.Instant;

/** The time of day that never goes back. */
final class WallClock {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final long START_NANOS = System.nanoTime();
  private static final long START_EPOCH_NANOS = System.currentTimeMillis() * NANOS_PER_MILLI;

  private WallClock() {}

  /** Nanoseconds since the epoch. */
  static long nanos() {
    return START_EPOCH_NANOS + (System.nanoTime() - START_NANOS);
  }

  static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
  }
}
