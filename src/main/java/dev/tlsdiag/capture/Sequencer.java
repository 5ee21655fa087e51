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

  private final boolean ordered;
  private final Consumer<PendingHandshake> out;
  private final ArrayDeque<Slot> queue = new ArrayDeque<>();
  private final IdentityHashMap<PendingHandshake, Slot> open = new IdentityHashMap<>();

  /** Slots of the queue that are closed. */
  private int waiting;

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
    while (!queue.isEmpty() && queue.peek().closed) {
      waiting--;
      out.accept(queue.poll().handshake);
    }
    if (waiting > MAX_WAITING) {
      releaseClosed();
    }
  }

  private void releaseClosed() {
    waiting = 0;
    queue.removeIf(
        slot -> {
          if (slot.closed) {
            out.accept(slot.handshake);
          }
          return slot.closed;
        });
  }
}
