package dev.tlsdiag.trace;

/**
 * What was read and what was given up.
 *
 * @param packets packets in the file
 * @param bytes of the file, uncompressed
 * @param tcpConnections TCP connections seen
 * @param udpFlows UDP address and port pairs with something of interest
 * @param handshakes ClientHellos
 * @param undecodedPackets packets whose link or IP header could not be read
 * @param cutPackets packets captured short of their length
 * @param fragmentsDropped IP fragments that never made a whole datagram
 * @param flowsEvicted connections forgotten to stay within memory
 * @param bufferedBytesDropped stream bytes dropped to stay within memory
 * @param segmentsDropped out-of-order segments dropped for the same reason
 * @param quicUndecrypted QUIC Initial packets that no known key opened
 * @param synUnansweredHidden unanswered connections beyond the number that is listed
 */
public record CaptureCounters(
    long packets,
    long bytes,
    long tcpConnections,
    long udpFlows,
    long handshakes,
    long undecodedPackets,
    long cutPackets,
    long fragmentsDropped,
    long flowsEvicted,
    long bufferedBytesDropped,
    long segmentsDropped,
    long quicUndecrypted,
    long synUnansweredHidden) {

  public static final CaptureCounters NONE =
      new CaptureCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** The sums over two files. */
  public CaptureCounters plus(CaptureCounters o) {
    return new CaptureCounters(
        packets + o.packets,
        bytes + o.bytes,
        tcpConnections + o.tcpConnections,
        udpFlows + o.udpFlows,
        handshakes + o.handshakes,
        undecodedPackets + o.undecodedPackets,
        cutPackets + o.cutPackets,
        fragmentsDropped + o.fragmentsDropped,
        flowsEvicted + o.flowsEvicted,
        bufferedBytesDropped + o.bufferedBytesDropped,
        segmentsDropped + o.segmentsDropped,
        quicUndecrypted + o.quicUndecrypted,
        synUnansweredHidden + o.synUnansweredHidden);
  }
}
