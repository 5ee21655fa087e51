package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.wire.Bytes;

/**
 * A UDP datagram copied out of the capture.
 *
 * @param frame 1-based
 * @param timeNanos since the epoch
 * @param payload as captured
 * @param cutBytes payload bytes on the wire that were not captured
 */
public record Datagram(
    long frame,
    long timeNanos,
    IpAddress source,
    int sourcePort,
    IpAddress destination,
    int destinationPort,
    Bytes payload,
    int cutBytes) {
  public Datagram {
    requireNonNull(source, "source is null");
    requireNonNull(destination, "destination is null");
    requireNonNull(payload, "payload is null");
  }
}
