package dev.tlsdiag.replay;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** Until when an attempt may last: first until its connection stands, then as a whole. */
final class Deadline {
  private final RunClock clock;
  private final long connectNanos;
  private volatile long totalNanos;
  private volatile boolean connected;

  /** Zero is no bound. */
  Deadline(RunClock clock, Duration connect, Duration total) {
    this.clock = clock;
    totalNanos = total.isZero() ? Long.MAX_VALUE : total.toNanos();
    connectNanos = connect.isZero() ? totalNanos : Math.min(connect.toNanos(), totalNanos);
  }

  /** From now on only the attempt as a whole is bounded. */
  void connected() {
    connected = true;
  }

  /** The connection stands, and from now on it may last this much longer. */
  void extend(Duration more) {
    totalNanos = clock.elapsed() + more.toNanos();
    connected = true;
  }

  boolean passed() {
    return remainingNanos() <= 0;
  }

  private long remainingNanos() {
    return (connected ? totalNanos : connectNanos) - clock.elapsed();
  }

  /** For a socket: at least 1, 0 for no bound. */
  int remainingMillis() throws SocketTimeoutException {
    long bound = connected ? totalNanos : connectNanos;
    if (bound == Long.MAX_VALUE) {
      return 0;
    }
    long left = remainingNanos();
    if (left <= 0) {
      throw new SocketTimeoutException("time ran out");
    }
    return (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
  }

  Duration remaining() {
    long left = Math.max(0, remainingNanos());
    return left > Long.MAX_VALUE / 4 ? Duration.ofDays(1) : Duration.ofNanos(left);
  }
}
