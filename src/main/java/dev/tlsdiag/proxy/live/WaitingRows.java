package dev.tlsdiag.proxy.live;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows that the rules have not seen yet, those that failed before those that worked. Where too many
 * wait, of those that worked the oldest are let go and counted. For one thread.
 */
final class WaitingRows {
  /** How many are given out at a time: what comes meanwhile waits for no more than these. */
  private static final int BATCH = 20;

  private static final int MOST = 5_000;

  private final Set<FlowRow> bad = new LinkedHashSet<>();
  private final Set<FlowRow> good = new LinkedHashSet<>();
  private long dropped;

  void add(FlowRow row) {
    if (row.shown != null && row.shown.verdict() == FlowVerdict.OK) {
      bad.remove(row);
      good.add(row);
    } else {
      good.remove(row);
      bad.add(row);
    }
    if (bad.size() + good.size() > MOST) {
      removeFirst(good.isEmpty() ? bad : good);
      dropped++;
    }
  }

  private static FlowRow removeFirst(Set<FlowRow> rows) {
    FlowRow first = rows.iterator().next();
    rows.remove(first);
    return first;
  }

  /** Some that are next. */
  List<FlowRow> next() {
    List<FlowRow> next = new ArrayList<>(BATCH);
    while (next.size() < BATCH && !isEmpty()) {
      FlowRow row = removeFirst(bad.isEmpty() ? good : bad);
      if (!row.gone && !row.bare) {
        next.add(row);
      }
    }
    return next;
  }

  boolean isEmpty() {
    return bad.isEmpty() && good.isEmpty();
  }

  long dropped() {
    return dropped;
  }
}
