package dev.tlsdiag.capture;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.track.DnsSighting;
import dev.tlsdiag.track.HandshakeSink;
import dev.tlsdiag.track.NameSink;
import dev.tlsdiag.track.PendingHandshake;
import dev.tlsdiag.track.UdpTracker;
import java.util.function.Consumer;

/**
 * Turns the datagrams among the events into handshakes and names; everything else passes. Opening
 * QUIC packets is the costliest part of reading, so it has a thread of its own where one file is
 * read.
 */
final class DatagramStage implements HandshakeSink, NameSink {
  private final Consumer<Event> next;
  private final UdpTracker udp = new UdpTracker(this, this);

  DatagramStage(Consumer<Event> next) {
    this.next = next;
  }

  void accept(Event event) {
    if (event instanceof Event.Udp datagram) {
      udp.onDatagram(datagram.datagram(), datagram.stream());
    } else if (event instanceof Event.Icmp icmp) {
      udp.onIcmpError(icmp.quoted(), icmp.error());
    } else if (event instanceof Event.Tick tick) {
      udp.tick(tick.nanos());
    } else {
      next.accept(event);
    }
  }

  /** The file ends at {@code nanos} of its time. */
  void finish(long nanos) {
    udp.finish(nanos);
  }

  UdpTracker udp() {
    return udp;
  }

  @Override
  public void opened(PendingHandshake handshake) {
    next.accept(new Event.Opened(handshake));
  }

  @Override
  public void closed(PendingHandshake handshake) {
    next.accept(new Event.Closed(handshake));
  }

  @Override
  public void onName(IpAddress address, String name) {
    next.accept(new Event.Named(address, name));
  }

  @Override
  public void onDns(DnsSighting sighting) {
    next.accept(new Event.Dns(sighting));
  }
}
