package dev.tlsdiag.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trace.Handshake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps what a tracker tells, and holds it to what {@link HandshakeSink} promises. */
final class HandshakeLog implements HandshakeSink {
  final List<PendingHandshake> opened = new ArrayList<>();
  final List<PendingHandshake> closed = new ArrayList<>();

  @Override
  public void opened(PendingHandshake handshake) {
    opened.add(handshake);
  }

  @Override
  public void closed(PendingHandshake handshake) {
    assertTrue(opened.contains(handshake), "closed before it was opened");
    assertTrue(!closed.contains(handshake), "closed twice");
    closed.add(handshake);
  }

  int stillOpen() {
    return opened.size() - closed.size();
  }

  /** Completes what was closed, in the order of the capture; nothing may be open any more. */
  List<Handshake> complete() {
    assertEquals(0, stillOpen(), "still open at the end");
    closed.sort(Comparator.comparingLong(PendingHandshake::frame));
    List<Handshake> all = new ArrayList<>();
    for (PendingHandshake handshake : closed) {
      all.add(handshake.complete(all.size(), "test.pcap"));
    }
    return all;
  }
}
