package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes what the proxy's threads hand over, on a thread of its own.
 *
 * <p>The queue is bounded. While the disk keeps up with it nothing waits; when it is full the
 * thread that hands over waits a moment, which slows the proxy to the pace of the disk and loses
 * nothing. A disk that does not move at all in that moment is given up on for now: what does not
 * fit then is dropped, counted, and nobody waits again until something was written. After an error
 * of the disk everything is dropped and counted.
 *
 * @param <T> what is written; its weight is about the bytes it holds in memory
 */
final class WriterThread<T> {
  /** How long at most the proxy waits for a disk that stands still. */
  static final Duration PATIENCE = Duration.ofMillis(100);

  private static final long FOREVER = TimeUnit.HOURS.toNanos(1);

  /** Under load what comes within this is written together: waking up costs more than a record. */
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(2);

  static final long USUAL_CAPACITY = 48L << 20;

  /** Where it goes; called on the writer's thread only. */
  interface Drain<T> {
    /**
     * Whether this and everything before has left the process; false where some of it is held back
     * until {@link #flush}.
     */
    boolean write(T item) throws IOException;

    /**
     * Nothing waits at the moment: what was held back goes out.
     *
     * @return nanoseconds after which it wants to be called again; 0 where everything is out
     */
    long flush() throws IOException;

    /** The last call. */
    void close() throws IOException;
  }

  private record Waiting<T>(T item, long weight) {}

  private final Drain<T> drain;
  private final long capacity;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition emptied = lock.newCondition();
  private ArrayDeque<Waiting<T>> queue = new ArrayDeque<>();
  private long weight;
  private boolean writerWaits;
  private boolean ending;
  private boolean stuck;
  private long dropped;
  private volatile IOException failure;

  /** Of the writer's thread alone: items it took that may still be in the process. */
  private long heldBack;

  /**
   * @param capacity bytes that may wait
   */
  WriterThread(String name, long capacity, Drain<T> drain) {
    this.drain = requireNonNull(drain, "drain is null");
    this.capacity = capacity;
    thread = new Thread(this::run, "tlsdiag-write-" + name);
    thread.setDaemon(true); // a disk that hangs must not keep the process
    thread.start();
  }

  /** Whether it will be written; false where it was dropped and counted. */
  boolean offer(T item, long itemWeight) {
    lock.lock();
    try {
      if (weight + itemWeight > capacity && weight > 0 && !awaitRoom(itemWeight)
          || failure != null
          || ending) {
        dropped++;
        return false;
      }
      queue.add(new Waiting<>(item, itemWeight));
      weight += itemWeight;
      if (writerWaits) {
        filled.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As long as the writer moves, its pace is everyone's. */
  private boolean awaitRoom(long itemWeight) {
    long left = PATIENCE.toNanos();
    filled.signal();
    try {
      while (!stuck && failure == null && !ending && weight + itemWeight > capacity && weight > 0) {
        if (left <= 0) {
          stuck = true;
        } else {
          left = emptied.awaitNanos(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return weight + itemWeight <= capacity || weight == 0;
  }

  /** Writes all that waits and closes; false where that took longer than {@code patience}. */
  boolean finish(Duration patience) {
    lock.lock();
    try {
      ending = true;
      filled.signal();
      emptied.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(Math.max(1, patience.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      if (thread.isAlive()) {
        dropped += queue.size();
        queue.clear();
      }
      return !thread.isAlive();
    } finally {
      lock.unlock();
    }
  }

  /** How many were not written. */
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /** What the disk said. */
  Optional<IOException> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(failure);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    for (ArrayDeque<Waiting<T>> batch = next(); !batch.isEmpty(); batch = next()) {
      while (!batch.isEmpty()) {
        Waiting<T> waiting = batch.poll();
        try {
          heldBack++;
          if (failure != null) {
            lost(heldBack);
            heldBack = 0;
          } else if (drain.write(waiting.item())) {
            heldBack = 0;
          }
        } catch (IOException | RuntimeException e) {
          failed(e);
        }
        written(waiting.weight());
      }
    }
    try {
      drain.close();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private void written(long itemWeight) {
    lock.lock();
    try {
      weight -= itemWeight;
      stuck = false;
      emptied.signal();
    } finally {
      lock.unlock();
    }
  }

  private void lost(long count) {
    lock.lock();
    try {
      dropped += count;
    } finally {
      lock.unlock();
    }
  }

  private void failed(Exception e) {
    lock.lock();
    try {
      dropped += heldBack;
      heldBack = 0;
      if (failure == null) {
        failure = ofTheDisk(e);
      }
      emptied.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Standard output throws its errors unchecked. */
  private static IOException ofTheDisk(Exception e) {
    if (e instanceof IOException io) {
      return io;
    }
    return e instanceof UncheckedIOException unchecked
        ? unchecked.getCause()
        : new IOException("cannot be written: " + e, e);
  }

  /** All that waits; empty at the end. */
  private ArrayDeque<Waiting<T>> next() {
    lock.lock();
    try {
      long wait = 0;
      boolean rested = false;
      while (queue.isEmpty() && !ending) {
        if (!rested) {
          rested = true;
          filled.awaitNanos(REST); // nobody signals but who has no room, and the end
        } else if (wait <= 0) {
          wait = flush();
        } else {
          writerWaits = true;
          wait = filled.awaitNanos(wait);
          writerWaits = false;
        }
      }
      ArrayDeque<Waiting<T>> batch = queue;
      queue = new ArrayDeque<>();
      return batch;
    } catch (InterruptedException e) {
      ending = true;
      return queue;
    } finally {
      lock.unlock();
    }
  }

  /** Without the lock: the disk may take its time. */
  private long flush() {
    lock.unlock();
    try {
      if (failure == null) {
        long again = drain.flush();
        if (again > 0) {
          return again;
        }
        heldBack = 0;
      }
    } catch (IOException | RuntimeException e) {
      failed(e);
    } finally {
      lock.lock();
    }
    return FOREVER;
  }
}
