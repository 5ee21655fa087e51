package dev.tlsdiag.pile;

import java.util.Locale;

/** Numbers in sentences. */
final class Numbers {
  private Numbers() {}

  /** {@code 1,204}. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 line}, {@code 1,204 lines}. */
  static String of(long number, String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }
}
