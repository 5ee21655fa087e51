package dev.tlsdiag.capture;

import dev.tlsdiag.track.HandshakeSink;
import dev.tlsdiag.track.PendingHandshake;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Puts handshakes back into the order of their ClientHellos: they are concluded in another. At most
 * {@value #MAX_WAITING} wait for an earlier one; beyond that the concluded ones go ahead.
 */
final class Sequencer implements HandshakeSink {
  static final int MAX_WAITING = 1 << 16;

  private final boolean ordered;
  private final Consumer<PendingHandshake> out;
  private final ArrayDeque<Slot> queue = new ArrayDeque<>();
  private final Map<PendingHandshake, Slot> open = new IdentityHashMap<>();

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
      if (queue.size() > MAX_WAITING) {
        releaseClosed();
      }
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
    while (!queue.isEmpty() && queue.peek().closed) {
      out.accept(queue.poll().handshake);
    }
  }

  private void releaseClosed() {
    queue.removeIf(
        slot -> {
          if (slot.closed) {
            out.accept(slot.handshake);
          }
          return slot.closed;
        });
  }
}
