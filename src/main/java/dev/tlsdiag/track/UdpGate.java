package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Packet;

/**
 * Decides on the scanning thread which UDP packets the {@link UdpTracker} gets, and numbers their
 * flows. Of a flow that is under way, the protected packets that say no more than "it goes on" pass
 * only a few times.
 */
public final class UdpGate {
  private static final int MAX_FLOWS = 1 << 17;

  /** Short-header packets that pass of each direction. */
  private static final int MAX_PROTECTED = 4;

  /** Encrypted DTLS records: of version 1.3 the server's certificates are among them. */
  private static final int MAX_ENCRYPTED = 16;

  private final FlowTable<UdpFlow> flows = new FlowTable<>(MAX_FLOWS);
  private long streams;
  private long interesting;

  private static final class UdpFlow extends FlowEntry {
    boolean interesting;
    final byte[] protectedPackets = new byte[2];

    UdpFlow(Packet p, int hash, long stream) {
      super(p, hash, stream);
    }
  }

  /** The number of the packet's flow where the tracker is to see it, else -1. */
  public long offer(Packet p) {
    int hash = FlowTable.hash(p);
    UdpFlow flow = flows.find(p, hash);
    if (flow == null) {
      flow = new UdpFlow(p, hash, streams++);
      flows.put(flow, null);
    }
    flow.lastFrame = p.frame;
    if (p.payloadLength == 0) {
      return -1;
    }
    int first = p.buffer.get(p.payloadOffset) & 0xff;
    boolean shortHeader = (first & 0xc0) == 0x40; // RFC 9000 section 17.3
    boolean applicationData = first == HelloPattern.APPLICATION_DATA || (first & 0xe0) == 0x20;
    if (flow.interesting && !UdpTracker.isDns(p) && (shortHeader || applicationData)) {
      int direction = flow.direction(p);
      if (flow.protectedPackets[direction] >= (shortHeader ? MAX_PROTECTED : MAX_ENCRYPTED)) {
        return -1;
      }
      flow.protectedPackets[direction]++;
      return flow.stream;
    }
    if (!UdpTracker.interesting(p)) {
      return -1;
    }
    if (!flow.interesting) {
      flow.interesting = true;
      interesting++;
    }
    return flow.stream;
  }

  /** Flows of which a packet passed. */
  public long flows() {
    return interesting;
  }
}
