package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the packets of a TCP connection show beside the bytes they carry: signs of who answered, and
 * of what got lost on the way. All of it is absent where only an end of the connection tells.
 *
 * @param synAckTtl hop limit of the SYN-ACK
 * @param resetTtl hop limit of the first RST
 * @param largestHelloSegment payload bytes of the largest segment with a piece of the ClientHello;
 *     0 without a hello
 * @param helloRetransmissions segments of the ClientHello that were sent again
 * @param firstSegmentRetransmitted whether the hello's first segment was among them
 * @param serverHoleBytes bytes of the server missing in front of bytes that arrived, when the
 *     handshake was over: a capture that lost packets has them too
 * @param selectiveAck whether the client acknowledged bytes behind such a hole (RFC 2018)
 * @param helloDelayNanos from the SYN-ACK to the first byte of the ClientHello
 * @param certificateRequestBytes of the server's CertificateRequest in the clear
 */
public record WireSigns(
    OptionalInt synAckTtl,
    OptionalInt resetTtl,
    int largestHelloSegment,
    int helloRetransmissions,
    boolean firstSegmentRetransmitted,
    long serverHoleBytes,
    boolean selectiveAck,
    OptionalLong helloDelayNanos,
    OptionalInt certificateRequestBytes) {
  /** Nothing is known. */
  public static final WireSigns NONE =
      new WireSigns(
          OptionalInt.empty(),
          OptionalInt.empty(),
          0,
          0,
          false,
          0,
          false,
          OptionalLong.empty(),
          OptionalInt.empty());

  public WireSigns {
    requireNonNull(synAckTtl, "synAckTtl is null");
    requireNonNull(resetTtl, "resetTtl is null");
    requireNonNull(helloDelayNanos, "helloDelayNanos is null");
    requireNonNull(certificateRequestBytes, "certificateRequestBytes is null");
  }
}
