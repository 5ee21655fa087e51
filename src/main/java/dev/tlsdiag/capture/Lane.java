package dev.tlsdiag.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Events from one thread to another, in batches and bounded: who puts waits for who takes. A batch
 * goes when it is full, or when its putter has nothing more at the moment ({@link #flush}).
 */
final class Lane {
  private static final int BATCH = 256;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int BATCHES = 8;

  private final BlockingQueue<List<Event>> queue = new ArrayBlockingQueue<>(BATCHES);
  private List<Event> batch = new ArrayList<>(BATCH);
  private int batchBytes;

  void put(Event event) {
    batch.add(event);
    batchBytes += event.bytes();
    if (batch.size() >= BATCH || batchBytes >= BATCH_BYTES) {
      flush();
    }
  }

  void flush() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      queue.put(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    batch = new ArrayList<>(BATCH);
    batchBytes = 0;
  }

  /** The next batch; null where none came in time. */
  List<Event> poll(long millis) throws InterruptedException {
    return queue.poll(millis, TimeUnit.MILLISECONDS);
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
