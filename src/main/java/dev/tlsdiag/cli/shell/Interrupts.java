package dev.tlsdiag.cli.shell;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a command of the system runs. The terminal tells all its processes at once, but a
 * Java process hears of it on a thread of its own, sometimes only when the command has ended.
 */
final class Interrupts {
  private static final long LATE_MILLIS = 500;

  private final Semaphore came = new Semaphore(0);

  /** One was heard; on any thread. */
  void came() {
    came.release();
  }

  /** What came so far is over. */
  void forget() {
    came.drainPermits();
  }

  /** Waits for one, for a moment: a command may also have ended by itself as if it had got one. */
  void await() {
    try {
      came.tryAcquire(LATE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
