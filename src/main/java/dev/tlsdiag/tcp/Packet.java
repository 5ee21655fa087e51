package dev.tlsdiag.tcp;

import java.nio.ByteBuffer;

/**
 * The packet at hand: one object, filled anew for every packet, so that reading a capture allocates
 * nothing per packet.
 *
 * <p>A {@link PacketSink} reads it during the call and copies what it wants to keep. All numbers
 * are in host order; {@code payloadOffset} is absolute in {@link #buffer}.
 */
public final class Packet {
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int ACK = 16;

  private static final int END_OF_OPTIONS = 0;
  private static final int NO_OPERATION = 1;
  private static final int SELECTIVE_ACK = 5;

  /** Holds the payload; valid during the call only. Big-endian. */
  public ByteBuffer buffer;

  /** 1-based number in its file. */
  public long frame;

  /** Capture time, nanoseconds since the epoch; 0 where the capture has none. */
  public long timeNanos;

  /** The addresses; of IPv4 only the lower 32 bits of {@code Low} are used. */
  public boolean v6;

  public long sourceHigh;
  public long sourceLow;
  public long destinationHigh;
  public long destinationLow;

  /** What IPv4 calls time to live; 0 where there was no IP header. */
  public int hopLimit;

  public int sourcePort;
  public int destinationPort;

  /** TCP only. */
  public int sequence;

  public int acknowledgment;
  public int flags;
  public int window;

  /** The maximum segment size option of a SYN, else 0. */
  public int maximumSegmentSize;

  /** Bytes of TCP options that were captured; they end where the payload starts. */
  public int optionBytes;

  /** Where the payload starts in {@link #buffer} and how much of it was captured. */
  public int payloadOffset;

  public int payloadLength;

  /** Payload bytes that were on the wire and not captured (snaplen), at the payload's end. */
  public int cutBytes;

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /**
   * Whether the segment acknowledges bytes beyond what it acknowledges in order: SACK (RFC 2018
   * section 3), and not the report of a duplicate (RFC 2883).
   */
  public boolean selectivelyAcknowledges() {
    int end = payloadOffset;
    int at = end - optionBytes;
    while (at + 1 < end) {
      int kind = buffer.get(at) & 0xff;
      int length = kind == NO_OPERATION ? 1 : buffer.get(at + 1) & 0xff;
      if (kind == END_OF_OPTIONS || length == 0) {
        return false;
      }
      if (kind == SELECTIVE_ACK) {
        for (int block = at + 2; block + 8 <= Math.min(end, at + length); block += 8) {
          if (buffer.getInt(block) - acknowledgment > 0) {
            return true;
          }
        }
      }
      at += length;
    }
    return false;
  }

  public IpAddress source() {
    return new IpAddress(v6, sourceHigh, sourceLow);
  }

  public IpAddress destination() {
    return new IpAddress(v6, destinationHigh, destinationLow);
  }

  /** A copy of the payload. */
  public byte[] payload() {
    byte[] copy = new byte[payloadLength];
    buffer.get(payloadOffset, copy, 0, payloadLength);
    return copy;
  }
}
