package dev.tlsdiag.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.track.PendingHandshake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequencerTest {
  private final List<Long> out = new ArrayList<>();

  private record Pending(long frame, int retainedBytes) implements PendingHandshake {
    @Override
    public Handshake complete(int number, String file) {
      throw new UnsupportedOperationException("only its place is of interest");
    }
  }

  private Sequencer sequencer(boolean ordered) {
    return new Sequencer(ordered, pending -> out.add(pending.frame()));
  }

  private static List<Pending> opened(Sequencer sequencer, int count) {
    return opened(sequencer, count, 100);
  }

  private static List<Pending> opened(Sequencer sequencer, int count, int bytes) {
    List<Pending> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new Pending(i, bytes));
      sequencer.opened(all.get(i));
    }
    return all;
  }

  @Test
  void ordersByHello() {
    Sequencer sequencer = sequencer(true);
    List<Pending> all = opened(sequencer, 3);
    sequencer.closed(all.get(2));
    sequencer.closed(all.get(1));
    assertEquals(List.of(), out);
    sequencer.closed(all.get(0));
    assertEquals(List.of(0L, 1L, 2L), out);
  }

  @Test
  void orGivesThemAsTheyCome() {
    Sequencer sequencer = sequencer(false);
    List<Pending> all = opened(sequencer, 3);
    sequencer.closed(all.get(2));
    assertEquals(List.of(2L), out);
  }

  @Test
  void stragglerHoldsBackSoManyAndNoMore() {
    Sequencer sequencer = sequencer(true);
    List<Pending> all = opened(sequencer, Sequencer.MAX_WAITING + 2);
    for (int i = 1; i < all.size(); i++) {
      sequencer.closed(all.get(i));
      assertTrue(out.isEmpty() || i > Sequencer.MAX_WAITING);
    }
    assertEquals(Sequencer.MAX_WAITING + 1, out.size());
    sequencer.closed(all.get(0));
    assertEquals(0, out.get(out.size() - 1));
  }

  @Test
  void stragglerHoldsBackSoManyBytesAndNoMore() {
    Sequencer sequencer = sequencer(true);
    int size = 8 << 20;
    List<Pending> all = opened(sequencer, 6, size);
    for (Pending pending : all.subList(1, 5)) {
      sequencer.closed(pending);
    }
    assertEquals(List.of(), out);
    sequencer.closed(all.get(5)); // 40 MiB wait now
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), out);
    sequencer.closed(all.get(0));
    assertEquals(0, out.get(5));
  }
}
