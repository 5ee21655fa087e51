package dev.tlsdiag.proxy.live;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.RecordWeight;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import dev.tlsdiag.proxy.core.cilium.VerdictSink;
import dev.tlsdiag.trace.Redaction;
import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The flows of a running proxy, for any number of views.
 *
 * <p>The proxy's threads only put records into a bounded queue. A thread of this class joins them
 * to rows, asks the rules about each, and wakes the views; a view then asks for what {@link #since}
 * changed, as fast as it can show it. All methods may be called by any thread.
 */
public final class LiveFlows implements RecordSink, VerdictSink, Closeable {
  public static final int USUAL_ROWS = 20_000;
  public static final long USUAL_BYTES = 64L << 20;

  private static final long QUEUE_BYTES = 16L << 20;
  private static final long END_SECONDS = 5;

  private record Standing(LegRecord leg) {}

  private final LiveInbox inbox = new LiveInbox(QUEUE_BYTES);
  private final FlowStore store;
  private final FlowRows rows;
  private final WaitingRows waiting = new WaitingRows();
  private final FlowDiagnosis diagnosis = new FlowDiagnosis();
  private final FlowView view;
  private final List<Runnable> views = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean ended;
  private volatile long undiagnosed;

  private LiveFlows(int mostRows, long mostBytes, Redaction redaction) {
    store = new FlowStore(mostRows, mostBytes);
    rows = new FlowRows(store);
    store.linkedBy(rows);
    view = new FlowView(redaction);
  }

  /** With the usual bounds. */
  public static LiveFlows start(Redaction redaction) {
    return start(USUAL_ROWS, USUAL_BYTES, redaction);
  }

  /**
   * Starts its thread.
   *
   * @param mostRows that are kept
   * @param mostBytes that their details may take
   * @param redaction of the URLs in rows
   */
  public static LiveFlows start(int mostRows, long mostBytes, Redaction redaction) {
    LiveFlows flows = new LiveFlows(mostRows, mostBytes, redaction);
    Thread thread = new Thread(flows::run, "tlsdiag-live");
    thread.setDaemon(true);
    thread.start();
    return flows;
  }

  // --- the proxy's side

  @Override
  public boolean wantsStanding() {
    return true;
  }

  @Override
  public void onStanding(LegRecord soFar) {
    inbox.offer(new Standing(soFar), RecordWeight.of(soFar));
  }

  @Override
  public void onLeg(LegRecord leg) {
    inbox.offer(leg, RecordWeight.of(leg));
  }

  @Override
  public void onExchange(ExchangeRecord exchange) {
    inbox.offer(exchange, RecordWeight.of(exchange));
  }

  @Override
  public void onVerdict(VerdictRecord verdict) {
    inbox.offer(verdict, verdict.weight());
  }

  @Override
  public void onEnd() {
    inbox.end();
  }

  /** Ends it, with what was told until now. */
  @Override
  public void close() {
    inbox.end();
    try {
      over.await(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // --- the views' side

  /**
   * Calls this whenever something changed, and at the end, until it is closed. It is called on the
   * thread of the flows and must return at once.
   */
  public Closeable onChange(Runnable wake) {
    views.add(wake);
    return () -> views.remove(wake);
  }

  /**
   * The rows that are new or changed.
   *
   * @param revision of the last batch; 0 for all rows
   * @param most how many rows
   */
  public LiveBatch since(long revision, int most) {
    return store.since(revision, most);
  }

  /** All rows that are kept, the oldest first. */
  public List<LiveFlow> all() {
    return store.all();
  }

  /** Whether a row fits a query. */
  public boolean matches(LiveFlow flow, FlowQuery query) {
    return query.matches(flow, store.details(flow.id()), view.redaction());
  }

  /** Empty where it is not kept any more. */
  public Optional<LiveFlow> flow(long id) {
    return store.flow(id);
  }

  /** Empty where they are not kept any more. */
  public Optional<FlowDetails> details(long id) {
    return store.details(id);
  }

  public LiveCounts counts() {
    return store.counts(inbox.lost(), undiagnosed);
  }

  /** Whether the proxy is down and all it told is in the rows. */
  public boolean ended() {
    return ended;
  }

  // --- its own thread

  /** Rows are shown at once; the rules have their say as fast as they can. */
  private void run() {
    try {
      while (!inbox.isOver() || !waiting.isEmpty()) {
        inbox.take(waiting.isEmpty()).forEach(this::accept);
        boolean changed = false;
        for (FlowRow row : rows.changed()) {
          changed |= store.show(row, view.of(row.id, row.known()));
          if (row.sight() != 0 && row.sight() != row.diagnosedWith) {
            waiting.add(row);
          }
        }
        for (FlowRow row : waiting.next()) {
          rows.diagnose(row, diagnosis);
          changed |= store.show(row, view.of(row.id, row.known()));
        }
        undiagnosed = diagnosis.problems() + waiting.dropped();
        store.trim();
        if (changed) {
          views.forEach(Runnable::run);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      over.countDown();
      views.forEach(Runnable::run);
    }
  }

  private void accept(Object record) {
    if (record instanceof Standing standing) {
      rows.onStanding(standing.leg());
    } else if (record instanceof LegRecord leg) {
      rows.onEnd(leg);
    } else if (record instanceof ExchangeRecord exchange) {
      rows.onExchange(exchange);
    } else {
      rows.onVerdict((VerdictRecord) record);
    }
  }
}
