package dev.tlsdiag.probe;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Lets so many begin a second, and so many at once after a rest. Thread-safe. */
final class Pace {
  private final double perSecond;
  private final int burst;
  private double tokens;
  private long lastNanos = System.nanoTime();

  Pace(double perSecond, int burst) {
    this.perSecond = perSecond;
    this.burst = burst;
    tokens = burst;
  }

  /** Waits for its turn. */
  void await() {
    long until = reserve();
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return; // the caller ends soon; it will not send much more
      }
      LockSupport.parkNanos(left);
    }
  }

  /** When the turn is, by {@link System#nanoTime}. */
  private synchronized long reserve() {
    long now = System.nanoTime();
    tokens = Math.min(burst, tokens + (now - lastNanos) * perSecond / TimeUnit.SECONDS.toNanos(1));
    lastNanos = now;
    tokens--;
    return tokens >= 0 ? now : now + (long) (-tokens / perSecond * TimeUnit.SECONDS.toNanos(1));
  }
}
