package dev.tlsdiag.trace;

import java.time.Duration;
import java.util.Locale;

/** Durations as a person reads them. */
public final class Durations {
  private Durations() {}

  /** {@code 0.4 ms}, {@code 12 ms}, {@code 4.0 s}: two digits or so, with the unit. */
  public static String text(Duration duration) {
    double millis = duration.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 1000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }
}
