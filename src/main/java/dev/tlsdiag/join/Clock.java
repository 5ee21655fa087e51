package dev.tlsdiag.join;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How the clock of a source stands to that of another one.
 *
 * @param file whose clock
 * @param ahead of the reference; negative where it is behind; zero where they agree
 * @param reference file that all are brought to
 * @param seenBoth connections and requests that both tell of and that show it; 0 where none does
 *     and the clocks are taken as they are
 */
public record Clock(String file, Duration ahead, String reference, int seenBoth) {
  /** Below this the records of one event differ by themselves. */
  static final Duration AGREE = Duration.ofMillis(100);

  public Clock {
    requireNonNull(file, "file is null");
    requireNonNull(ahead, "ahead is null");
    requireNonNull(reference, "reference is null");
  }

  /** Whether the difference is worth a word. */
  public boolean differs() {
    return !ahead.isZero();
  }

  Instant corrected(Instant time) {
    return time.minus(ahead);
  }
}
