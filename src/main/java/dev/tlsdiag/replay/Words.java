package dev.tlsdiag.replay;

import java.time.Duration;
import java.util.Locale;

/** How messages of this room put things. */
final class Words {
  private Words() {}

  /** {@code 0.25 s}, {@code 1.2 s}, {@code 30 s}. */
  static String seconds(Duration duration) {
    double seconds = duration.toMillis() / 1000.0;
    int digits = seconds >= 10 ? 0 : seconds >= 1 ? 1 : 2;
    String text = String.format(Locale.ROOT, "%." + digits + "f", seconds);
    return (digits == 0 ? text : text.replaceFirst("\\.?0+$", "")) + " s";
  }
}
