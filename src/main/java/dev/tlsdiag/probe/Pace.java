package dev.tlsdiag.probe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets one begin after another, so that no second has more than so many. Thread-safe. */
final class Pace {
  private final long gapNanos;
  private long nextNanos = System.nanoTime();

  Pace(double perSecond) {
    gapNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  /** Waits for its turn. */
  void await() {
    long turn = reserve();
    for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return; // the caller ends soon; it will not send much more
      }
      LockSupport.parkNanos(left);
    }
  }

  /** When the turn is, by {@link System#nanoTime}. */
  private synchronized long reserve() {
    long now = System.nanoTime();
    long turn = nextNanos - now > 0 ? nextNanos : now;
    nextNanos = turn + gapNanos;
    return turn;
  }
}
