package dev.tlsdiag.diagnose;

import java.time.Duration;

/** How long one waits before no answer means something. */
final class Waits {
  /**
   * The round trip around the world is 0.3 s, TCP's first retransmission comes after 1 s (RFC 6298
   * section 2): a shorter silence may be the end of the capture and nothing else.
   */
  private static final Duration MEANINGFUL = Duration.ofSeconds(1);

  /** Nobody waits longer for a handshake: the capture is put together from several. */
  private static final Duration CREDIBLE = Duration.ofHours(1);

  private Waits() {}

  static boolean longEnough(Duration wait) {
    return wait.compareTo(MEANINGFUL) >= 0 && wait.compareTo(CREDIBLE) <= 0;
  }
}
