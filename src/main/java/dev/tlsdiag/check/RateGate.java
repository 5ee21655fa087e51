package dev.tlsdiag.check;

import java.util.concurrent.TimeUnit;

/** Lets connections begin at no more than some rate, whoever opens them. */
public final class RateGate {
  private final long intervalNanos;
  private long next = System.nanoTime();

  /**
   * @param perSecond connections, more than none
   */
  public RateGate(double perSecond) {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException("no rate: " + perSecond);
    }
    this.intervalNanos = Math.round(1e9 / perSecond);
  }

  /** Counts connections that somebody made without waiting: the next ones wait for them. */
  public synchronized void charge(int connections) {
    long now = System.nanoTime();
    next = (now - next > 0 ? now : next) + connections * intervalNanos;
  }

  /** Waits for the turn of so many connections. */
  public void pass(int connections) throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = System.nanoTime();
      long turn = now - next > 0 ? now : next;
      next = turn + connections * intervalNanos;
      wait = turn - now;
    }
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }
}
