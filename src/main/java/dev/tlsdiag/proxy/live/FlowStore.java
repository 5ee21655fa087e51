package dev.tlsdiag.proxy.live;

import dev.tlsdiag.proxy.core.RecordWeight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows that are kept: so many, and the details of so many that they fit into the memory that
 * they may take. The oldest rows go first; details go before, those of flows that worked first.
 * Written by one thread, read by many.
 */
final class FlowStore {
  private final int mostRows;
  private final long mostBytes;

  private final Map<Long, FlowRow> rows = new LinkedHashMap<>();
  private final TreeMap<Long, FlowRow> byRevision = new TreeMap<>();

  // Of the writer alone.
  private final ArrayDeque<FlowRow> detailed = new ArrayDeque<>();
  private final ArrayDeque<FlowRow> notable = new ArrayDeque<>();
  private long bytes;
  private long lastId;
  private FlowRows links;

  // Guarded by this.
  private long revision;
  private long gone;
  private long withoutDetails;
  private final long[] verdicts = new long[FlowVerdict.values().length];

  FlowStore(int mostRows, long mostBytes) {
    this.mostRows = mostRows;
    this.mostBytes = mostBytes;
  }

  void linkedBy(FlowRows newLinks) {
    links = newLinks;
  }

  long nextId() {
    return ++lastId;
  }

  void weigh(long change) {
    bytes += change;
  }

  void add(FlowRow row) {
    bytes += weight(row);
    detailed.add(row);
  }

  private static long weight(FlowRow row) {
    return row.exchange.map(RecordWeight::of).orElse(0L);
  }

  /** Shows a row as it is now; false where nothing that is seen of it changed. */
  synchronized boolean show(FlowRow row, LiveFlow flow) {
    LiveFlow before = row.shown;
    FlowDetails details = row.known();
    if (row.gone || row.bare) {
      return false;
    }
    row.details = details;
    if (before != null && before.at(0).equals(flow)) {
      return false;
    }
    if (before != null) {
      byRevision.remove(before.revision());
      verdicts[before.verdict().ordinal()]--;
    }
    row.shown = flow.at(++revision);
    rows.put(row.id, row);
    byRevision.put(revision, row);
    verdicts[flow.verdict().ordinal()]++;
    return true;
  }

  /** Lets go what is too much. */
  void trim() {
    while (rowCount() > mostRows) {
      dropOldest();
    }
    while (bytes > mostBytes && dropDetails()) {
      // the next ones
    }
  }

  private synchronized int rowCount() {
    return rows.size();
  }

  private void dropOldest() {
    FlowRow oldest;
    synchronized (this) {
      oldest = rows.values().iterator().next();
      rows.remove(oldest.id);
      byRevision.remove(oldest.shown.revision());
      oldest.gone = true;
      gone++;
      if (oldest.details == null) {
        withoutDetails--;
      }
    }
    if (oldest.details != null) {
      forget(oldest);
    }
  }

  /** False where there are no more. */
  private boolean dropDetails() {
    for (FlowRow row = detailed.poll(); row != null; row = detailed.poll()) {
      if (row.details == null) {
        continue;
      }
      if (row.shown.verdict() == FlowVerdict.OK) {
        forget(row);
        count();
        return true;
      }
      notable.add(row);
    }
    for (FlowRow row = notable.poll(); row != null; row = notable.poll()) {
      if (row.details != null) {
        forget(row);
        count();
        return true;
      }
    }
    return false;
  }

  private synchronized void count() {
    withoutDetails++;
  }

  private void forget(FlowRow row) {
    bytes -= weight(row);
    synchronized (this) {
      row.details = null;
      row.bare = true;
    }
    links.release(row);
  }

  // --- for readers

  synchronized LiveBatch since(long since, int most) {
    List<LiveFlow> changed = new ArrayList<>();
    long last = revision;
    for (Map.Entry<Long, FlowRow> each : byRevision.tailMap(since, false).entrySet()) {
      if (changed.size() == most) {
        last = changed.get(most - 1).revision();
        break;
      }
      changed.add(each.getValue().shown);
    }
    long oldest = rows.isEmpty() ? 0 : rows.keySet().iterator().next();
    return new LiveBatch(changed, last, last < revision, oldest);
  }

  synchronized List<LiveFlow> all() {
    return rows.values().stream().map(row -> row.shown).toList();
  }

  synchronized Optional<LiveFlow> flow(long id) {
    return Optional.ofNullable(rows.get(id)).map(row -> row.shown);
  }

  synchronized Optional<FlowDetails> details(long id) {
    return Optional.ofNullable(rows.get(id)).map(row -> row.details);
  }

  synchronized LiveCounts counts(long lost, long undiagnosed) {
    return new LiveCounts(
        rows.size(),
        verdicts[FlowVerdict.OK.ordinal()],
        verdicts[FlowVerdict.WARNING.ordinal()],
        verdicts[FlowVerdict.FAILED.ordinal()],
        verdicts[FlowVerdict.DENIED.ordinal()],
        gone,
        withoutDetails,
        lost,
        undiagnosed);
  }
}
