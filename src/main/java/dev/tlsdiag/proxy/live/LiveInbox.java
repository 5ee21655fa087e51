package dev.tlsdiag.proxy.live;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the proxy's threads hand over; they never wait: what does not fit is counted. */
final class LiveInbox {
  private final long capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private ArrayDeque<Object> queue = new ArrayDeque<>();
  private long weight;
  private long lost;
  private boolean ended;

  /**
   * @param capacity bytes that may wait
   */
  LiveInbox(long capacity) {
    this.capacity = capacity;
  }

  void offer(Object record, long itemWeight) {
    lock.lock();
    try {
      if (ended || weight + itemWeight > capacity && weight > 0) {
        lost++;
        return;
      }
      queue.add(record);
      weight += itemWeight;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes. */
  void end() {
    lock.lock();
    try {
      ended = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * All that waits; empty at the end.
   *
   * @param patient whether to wait for it; without that it is empty where nothing waits
   */
  ArrayDeque<Object> take(boolean patient) throws InterruptedException {
    lock.lock();
    try {
      while (patient && queue.isEmpty() && !ended) {
        filled.await();
      }
      ArrayDeque<Object> batch = queue;
      queue = new ArrayDeque<>();
      weight = 0;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits and nothing more comes. */
  boolean isOver() {
    lock.lock();
    try {
      return ended && queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
