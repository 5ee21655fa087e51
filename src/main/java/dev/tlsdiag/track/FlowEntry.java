package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;

/**
 * One pair of addresses and ports in a {@link FlowTable}. Direction 0 runs from {@code a}, who sent
 * the first packet seen, to {@code b}.
 */
class FlowEntry {
  final int hash;
  private final boolean v6;
  private final long highA;
  private final long lowA;
  private final int portA;
  private final long highB;
  private final long lowB;
  private final int portB;

  /** 0-based, in order of first packets. */
  final long stream;

  long lastFrame;

  FlowEntry(Packet p, int hash, long stream) {
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
    if (p.sourceLow == lowA
        && p.destinationLow == lowB
        && p.sourcePort == portA
        && p.destinationPort == portB) {
      if (p.sourceHigh == highA && p.destinationHigh == highB && p.v6 == v6) {
        return 0;
      }
    }
    if (p.sourceLow == lowB
        && p.destinationLow == lowA
        && p.sourcePort == portB
        && p.destinationPort == portA) {
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

  /** Whether somebody waits for more of its packets, so that it is not to be forgotten. */
  boolean watched() {
    return false;
  }
}
