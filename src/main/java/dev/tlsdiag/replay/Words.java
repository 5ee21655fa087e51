package dev.tlsdiag.replay;

import java.time.Duration;
import java.util.Locale;

/** How messages of this room put things. */
final class Words {
  private Words() {}

  /** {@code 0.25 s}. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3g s", duration.toMillis() / 1000.0)
        .replaceFirst("(\\.[0-9]*?)0+ s$", "$1 s")
        .replace(". s", " s");
  }
}
