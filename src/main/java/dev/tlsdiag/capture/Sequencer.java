package dev.tlsdiag.capture;

import dev.tlsdiag.track.HandshakeSink;
import dev.tlsdiag.track.PendingHandshake;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.function.Consumer;

/**
 * Puts handshakes back into the order of their ClientHellos: they are concluded in another. At most
 * {@value #MAX_WAITING} concluded ones wait for an earlier one that is still open; beyond that they
 * go ahead of it.
 */
final class Sequencer implements HandshakeSink {
  static final int MAX_WAITING = 2048;

  /** And of their messages at most so many bytes. */
  private static final long MAX_WAITING_BYTES = 32L << 20;

  private final boolean ordered;
  private final Consumer<PendingHandshake> out;
  private final ArrayDeque<Slot> queue = new ArrayDeque<>();
  private final IdentityHashMap<PendingHandshake, Slot> open = new IdentityHashMap<>();

  /** Slots of the queue that are closed. */
  private int waiting;

  private long waitingBytes;

  private static final class Slot {
    final PendingHandshake handshake;
    boolean closed;

    Slot(PendingHandshake handshake) {
      this.handshake = handshake;
    }
  }

  Sequencer(boolean ordered, Consumer<PendingHandshake> out) {
    this.ordered = ordered;
    this.out = out;
  }

  @Override
  public void opened(PendingHandshake handshake) {
    if (ordered) {
      Slot slot = new Slot(handshake);
      queue.add(slot);
      open.put(handshake, slot);
    }
  }

  @Override
  public void closed(PendingHandshake handshake) {
    if (!ordered) {
      out.accept(handshake);
      return;
    }
    Slot slot = open.remove(handshake);
    slot.closed = true;
    waiting++;
    waitingBytes += handshake.retainedBytes();
    while (!queue.isEmpty() && queue.peek().closed) {
      PendingHandshake first = queue.poll().handshake;
      waiting--;
      waitingBytes -= first.retainedBytes();
      out.accept(first);
    }
    if (waiting > MAX_WAITING || waitingBytes > MAX_WAITING_BYTES) {
      releaseClosed();
    }
  }

  private void releaseClosed() {
    waiting = 0;
    waitingBytes = 0;
    queue.removeIf(
        slot -> {
          if (slot.closed) {
            out.accept(slot.handshake);
          }
          return slot.closed;
        });
  }
}
