package dev.tlsdiag.trace;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Durations as a person reads them. */
public final class Durations {
  private Durations() {}

  /**
   * {@code 0.081 ms}, {@code 0.3 ms}, {@code 350 ms}, {@code 4.0 s}, {@code 125 s}: two digits or
   * so, cut and not rounded. Written without a formatter: a list has thousands of them.
   *
   * @param duration not negative
   */
  public static String text(Duration duration) {
    long micros = TimeUnit.MICROSECONDS.convert(duration); // the most where it is more
    if (micros < 100) {
      return "0.0" + micros / 10 + micros % 10 + " ms";
    }
    if (micros < 10_000) {
      return tenths(micros / 100) + " ms";
    }
    if (micros < 1_000_000) {
      return micros / 1000 + " ms";
    }
    return micros < 100_000_000 ? tenths(micros / 100_000) + " s" : micros / 1_000_000 + " s";
  }

  private static String tenths(long tenths) {
    return tenths / 10 + "." + tenths % 10;
  }
}
