package dev.tlsdiag.replay;

import java.time.Duration;
import java.time.Instant;

/** The time of one attempt: steady, and counted from the epoch as captures do. */
final class RunClock {
  private final long zero = System.nanoTime();
  private final long epochNanos;

  RunClock() {
    Instant now = Instant.now();
    epochNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  long nanos() {
    return epochNanos + elapsed();
  }

  /** Nanoseconds since the start. */
  long elapsed() {
    return System.nanoTime() - zero;
  }

  Duration sinceStart() {
    return Duration.ofNanos(elapsed());
  }
}
