package dev.tlsdiag.capture;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.track.PendingHandshake;
import dev.tlsdiag.track.UdpTracker;

/**
 * The second half of reading a file: QUIC, DTLS and DNS datagrams, and the order of output. Runs on
 * one thread; on another than the scan where a single file is read.
 */
final class HandshakeStage {
  /** Takes what comes out, in order. */
  interface Output {
    void handshake(PendingHandshake handshake);

    void name(IpAddress address, String name);
  }

  private final Sequencer sequencer;
  private final UdpTracker udp;

  HandshakeStage(boolean ordered, Output output) {
    this.sequencer = new Sequencer(ordered, output::handshake);
    this.udp = new UdpTracker(sequencer, output::name);
  }

  void accept(Event event) {
    if (event instanceof Event.Opened opened) {
      sequencer.opened(opened.handshake());
    } else if (event instanceof Event.Closed closed) {
      sequencer.closed(closed.handshake());
    } else if (event instanceof Event.Udp datagram) {
      udp.onDatagram(datagram.datagram(), datagram.stream());
    } else if (event instanceof Event.Icmp icmp) {
      udp.onIcmpError(icmp.quoted(), icmp.error());
    } else if (event instanceof Event.Tick tick) {
      udp.tick(tick.nanos());
    }
  }

  /** The file ends at {@code nanos} of its time. */
  void finish(long nanos) {
    udp.finish(nanos);
  }

  UdpTracker udp() {
    return udp;
  }
}
