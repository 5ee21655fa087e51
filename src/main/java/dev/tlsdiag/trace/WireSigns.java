package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the packets of a TCP connection show beside the bytes they carry: signs of who answered, and
 * of what got lost on the way. Where only an end of the connection tells, there are the delay, the
 * CertificateRequest and the client's record alone.
 *
 * @param synAckTtl hop limit of the SYN-ACK
 * @param resetTtl hop limit of the server's first RST
 * @param largestHelloSegment payload bytes of the largest segment with a piece of the ClientHello,
 *     as captured: a host that leaves the cutting to its card shows more than the wire has; 0
 *     without a hello
 * @param helloRetransmissions segments of the ClientHello that were sent again
 * @param firstSegmentRetransmitted whether the hello's first segment was among them
 * @param helloTailAcknowledged whether the server acknowledged bytes of the ClientHello behind a
 *     hole (RFC 2018): it lacks the beginning
 * @param serverHoleBytes bytes of the server missing in front of bytes that arrived, when the
 *     handshake was over, and that the client did not acknowledge either: so it is no hole of the
 *     capture alone
 * @param selectiveAck whether the client acknowledged bytes of the answer behind a hole (RFC 2018)
 * @param serverRetransmissions segments of the server's answer that it sent again before the client
 *     acknowledged them
 * @param unacknowledgedServerBytes of the server's that are in the capture and were not
 *     acknowledged when the handshake was over
 * @param helloDelayNanos from the SYN-ACK to the first byte of the ClientHello
 * @param certificateRequestBytes of the server's CertificateRequest in the clear, with its header
 * @param firstClientRecord of TLS 1.3 the length of the client's first protected record: how long
 *     its last flight is gives away whether it was asked for a certificate
 */
public record WireSigns(
    OptionalInt synAckTtl,
    OptionalInt resetTtl,
    int largestHelloSegment,
    int helloRetransmissions,
    boolean firstSegmentRetransmitted,
    boolean helloTailAcknowledged,
    long serverHoleBytes,
    boolean selectiveAck,
    int serverRetransmissions,
    long unacknowledgedServerBytes,
    OptionalLong helloDelayNanos,
    OptionalInt certificateRequestBytes,
    OptionalInt firstClientRecord) {
  /** Nothing is known. */
  public static final WireSigns NONE =
      new WireSigns(
          OptionalInt.empty(),
          OptionalInt.empty(),
          0,
          0,
          false,
          false,
          0,
          false,
          0,
          0,
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  public WireSigns {
    requireNonNull(synAckTtl, "synAckTtl is null");
    requireNonNull(resetTtl, "resetTtl is null");
    requireNonNull(helloDelayNanos, "helloDelayNanos is null");
    requireNonNull(certificateRequestBytes, "certificateRequestBytes is null");
    requireNonNull(firstClientRecord, "firstClientRecord is null");
  }

  /** The same with the sizes of two messages, where they are known. */
  public WireSigns sized(OptionalInt certificateRequest, OptionalInt clientRecord) {
    return new WireSigns(
        synAckTtl,
        resetTtl,
        largestHelloSegment,
        helloRetransmissions,
        firstSegmentRetransmitted,
        helloTailAcknowledged,
        serverHoleBytes,
        selectiveAck,
        serverRetransmissions,
        unacknowledgedServerBytes,
        helloDelayNanos,
        certificateRequest,
        clientRecord);
  }
}
