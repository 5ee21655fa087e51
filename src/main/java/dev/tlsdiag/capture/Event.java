package dev.tlsdiag.capture;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.track.Datagram;
import dev.tlsdiag.track.DnsSighting;
import dev.tlsdiag.track.PendingHandshake;

/** What goes from the scan of a file to its output, in the order of the file. */
sealed interface Event {
  /** Memory that is held for it alone, as far as a peer decides how much that is. */
  default int bytes() {
    return 0;
  }

  /** A handshake began. */
  record Opened(PendingHandshake handshake) implements Event {}

  /** A handshake was concluded. */
  record Closed(PendingHandshake handshake) implements Event {
    @Override
    public int bytes() {
      return handshake.retainedBytes();
    }
  }

  /** A DNS answer gave {@code address} for {@code name}. */
  record Named(IpAddress address, String name) implements Event {}

  /** A DNS query with its answer, or without one. */
  record Dns(DnsSighting sighting) implements Event {}

  /** A datagram of interest; ends at the {@link DatagramStage}, as the next two. */
  record Udp(Datagram datagram, long stream) implements Event {
    @Override
    public int bytes() {
      return datagram.payload().length();
    }
  }

  /** An ICMP error that quotes {@code quoted}. */
  record Icmp(Datagram quoted, IcmpError error) implements Event {}

  /** Live time goes on without packets. */
  record Tick(long nanos) implements Event {}

  /** Nothing follows. */
  record End() implements Event {}
}
