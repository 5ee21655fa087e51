package dev.tlsdiag.proxy.netty;

import java.time.Duration;

/** How long something was waited for, in words. */
final class Waits {
  private Waits() {}

  /** As {@code 10 s}, {@code 250 ms}. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }
}
