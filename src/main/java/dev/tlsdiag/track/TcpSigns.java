package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.StreamBuffer;
import dev.tlsdiag.trace.WireSigns;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Gathers the {@link WireSigns} of a connection; of a second ClientHello anew. */
final class TcpSigns {
  /** The least room that an option for one block takes (RFC 2018 section 3), padded to words. */
  private static final int SMALLEST_SACK = 12;

  /** Whether these are packets, and not what an end of the connection tells of it. */
  private boolean packets;

  private int synAckHops;
  private final int[] resetHops = new int[2];
  private final long[] firstPayloadNanos = new long[2];
  private boolean selectiveAck;
  private boolean helloTailAcknowledged;
  private int largestHelloSegment;
  private long helloNanos;
  private boolean delayKnown;
  boolean firstSegmentRetransmitted;
  int serverRetransmissions;
  int serverHoleBytes;
  int certificateRequestBytes = -1;

  void onSynAck(Packet p) {
    synAckHops = p.hopLimit;
  }

  void onReset(Packet p, int direction) {
    resetHops[direction] = p.hopLimit;
  }

  /** When the first bytes of a direction came. */
  long firstPayloadNanos(int direction) {
    return firstPayloadNanos[direction];
  }

  void onPayload(Packet p, int direction) {
    if (firstPayloadNanos[direction] == 0) {
      firstPayloadNanos[direction] = p.timeNanos;
      packets |= p.hopLimit > 0;
    }
  }

  /** One side acknowledges something while the handshake is open. */
  void onAcknowledgment(Packet p, boolean client) {
    if (p.optionBytes < SMALLEST_SACK) {
      return;
    }
    if (client) {
      selectiveAck |= p.selectivelyAcknowledges();
    } else {
      helloTailAcknowledged |= p.selectivelyAcknowledges();
    }
  }

  /**
   * A ClientHello is complete.
   *
   * @param first whether it is the first one of a connection whose SYN-ACK was seen
   */
  void onClientHello(StreamBuffer client, int start, int end, long nanos, boolean first) {
    largestHelloSegment = client.largestSegment(start, end);
    helloNanos = nanos;
    delayKnown = first;
    selectiveAck = false;
    helloTailAcknowledged = false;
    firstSegmentRetransmitted = false;
    serverRetransmissions = 0;
    serverHoleBytes = 0;
    certificateRequestBytes = -1;
  }

  /**
   * What they come to.
   *
   * @param behind whether something else came before the ClientHello
   * @param whole whether all of the ClientHello came in one packet
   */
  WireSigns settle(TcpConnection c, boolean behind, boolean whole) {
    int server = 1 - c.client;
    return new WireSigns(
        hops(synAckHops),
        hops(c.client < 0 ? 0 : resetHops[server]),
        packets ? largestHelloSegment : 0,
        c.helloRepeats,
        firstSegmentRetransmitted,
        helloTailAcknowledged,
        serverHoleBytes,
        selectiveAck,
        serverRetransmissions,
        packets ? c.unacknowledgedAnswer() : 0,
        delay(c, behind, whole),
        certificateRequestBytes < 0 ? OptionalInt.empty() : OptionalInt.of(certificateRequestBytes),
        c.tls13 && c.clientRecords > 0 ? OptionalInt.of(c.firstClientRecord) : OptionalInt.empty());
  }

  private static OptionalInt hops(int limit) {
    return limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  private OptionalLong delay(TcpConnection c, boolean behind, boolean whole) {
    if (!delayKnown || behind && !whole) {
      return OptionalLong.empty();
    }
    long began = whole ? helloNanos : firstPayloadNanos[c.client];
    return began < c.synAckNanos ? OptionalLong.empty() : OptionalLong.of(began - c.synAckNanos);
  }
}
