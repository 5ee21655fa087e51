package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.RecordSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps a proxy's records, and waits for them. */
final class Records implements RecordSink {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<LegRecord> legs = new ArrayList<>();
  private boolean ended;

  @Override
  public synchronized void onLeg(LegRecord leg) {
    legs.add(leg);
    notifyAll();
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {}

  @Override
  public synchronized void onEnd() {
    ended = true;
  }

  synchronized boolean ended() {
    return ended;
  }

  /** The first record of this side, once it is there. */
  LegRecord first(LegSide side) throws InterruptedException {
    return first(leg -> leg.side() == side);
  }

  synchronized LegRecord first(Predicate<LegRecord> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      for (LegRecord leg : legs) {
        if (wanted.test(leg)) {
          return leg;
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError("no such record; there are: " + legs);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  synchronized List<LegRecord> all() {
    return List.copyOf(legs);
  }

  /** All records of this side, once there are so many. */
  List<LegRecord> of(LegSide side, int count) throws InterruptedException {
    first(leg -> all().stream().filter(each -> each.side() == side).count() >= count);
    return all().stream().filter(each -> each.side() == side).toList();
  }
}
