package dev.tlsdiag.capture;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.track.Datagram;
import dev.tlsdiag.track.PendingHandshake;

/** What the scan of a file hands to the {@link HandshakeStage}, in the order of the file. */
sealed interface Event {
  /** A TCP handshake began. */
  record Opened(PendingHandshake handshake) implements Event {}

  /** A TCP handshake was concluded. */
  record Closed(PendingHandshake handshake) implements Event {}

  /** A datagram of interest. */
  record Udp(Datagram datagram, long stream) implements Event {}

  /** An ICMP error that quotes {@code quoted}. */
  record Icmp(Datagram quoted, IcmpError error) implements Event {}

  /** Live time goes on without packets. */
  record Tick(long nanos) implements Event {}
}
