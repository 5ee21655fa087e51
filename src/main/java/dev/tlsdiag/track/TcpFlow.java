package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;

/**
 * One TCP connection in the table: who, and how closely it has to be watched. Direction 0 runs from
 * {@code a}, who sent the first packet seen, to {@code b}.
 */
final class TcpFlow {
  /** Every packet matters. */
  static final byte ACTIVE = 0;

  /** No TLS so far: a segment matters only where a ClientHello starts in it. */
  static final byte PEEK = 1;

  final int hash;
  final boolean v6;
  final long highA;
  final long lowA;
  final int portA;
  final long highB;
  final long lowB;
  final int portB;
  final long stream;

  byte state = ACTIVE;
  TcpConnection connection;
  long lastFrame;

  /** The initial sequence number of the last SYN, to tell its repetition from a reused port. */
  int initialSequence;

  boolean synSeen;

  /** Of the last ClientHello, to tell its retransmission from another one. */
  int helloSequence;

  boolean helloSeen;

  TcpFlow(Packet p, int hash, long stream) {
    this.hash = hash;
    this.v6 = p.v6;
    this.highA = p.sourceHigh;
    this.lowA = p.sourceLow;
    this.portA = p.sourcePort;
    this.highB = p.destinationHigh;
    this.lowB = p.destinationLow;
    this.portB = p.destinationPort;
    this.stream = stream;
  }

  /** The packet's direction in this flow, 0 or 1; -1 where it belongs to another. */
  int direction(Packet p) {
    if (p.sourceLow == lowA && p.destinationLow == lowB && p.sourcePort == portA && p.destinationPort == portB) {
      if (p.sourceHigh == highA && p.destinationHigh == highB && p.v6 == v6) {
        return 0;
      }
    }
    if (p.sourceLow == lowB && p.destinationLow == lowA && p.sourcePort == portB && p.destinationPort == portA) {
      if (p.sourceHigh == highB && p.destinationHigh == highA && p.v6 == v6) {
        return 1;
      }
    }
    return -1;
  }

  /** The sender of direction {@code direction}. */
  Endpoint sender(int direction) {
    return direction == 0
        ? new Endpoint(new IpAddress(v6, highA, lowA).toString(), portA)
        : new Endpoint(new IpAddress(v6, highB, lowB).toString(), portB);
  }
}
