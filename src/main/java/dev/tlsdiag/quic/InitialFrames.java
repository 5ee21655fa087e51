package dev.tlsdiag.quic;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;

/** The frames an Initial packet may hold (RFC 9000 section 17.2.2). */
public final class InitialFrames {
  private static final int PADDING = 0x00;
  private static final int PING = 0x01;
  private static final int ACK = 0x02;
  private static final int ACK_ECN = 0x03;
  private static final int CRYPTO = 0x06;
  private static final int CLOSE_TRANSPORT = 0x1c;
  private static final int CLOSE_APPLICATION = 0x1d;

  /** The CRYPTO frame of Google's QUIC from version 50 on: offset and length as in RFC 9000. */
  private static final int GOOGLE_CRYPTO = 0x08;

  /**
   * An ACK frame of Google's QUIC is {@code 01ntllmm}: more blocks, and the lengths of its numbers.
   */
  private static final int GOOGLE_ACK_MASK = 0xc0;

  private static final int GOOGLE_ACK = 0x40;
  private static final int GOOGLE_ACK_BLOCKS = 0x20;
  private static final int GOOGLE_PING = 0x07;

  private InitialFrames() {}

  /**
   * Reads the frames up to the end, to one that does not belong into an Initial packet, or until
   * {@code sink} has enough.
   *
   * @throws MalformedMessageException where a frame ends too early; those before it were given to
   *     {@code sink}
   */
  public static void read(InitialPayload in, FrameSink sink) throws MalformedMessageException {
    while (in.hasRemaining() && sink.wantsMore()) {
      long type = in.varint("frame_type");
      if (type == PADDING || type == PING) {
        continue;
      }
      if (type == CRYPTO) {
        crypto(in, sink);
      } else if (type == ACK || type == ACK_ECN) {
        skipAck(in, type == ACK_ECN);
        sink.onAck();
      } else if (type == CLOSE_TRANSPORT || type == CLOSE_APPLICATION) {
        close(in, type == CLOSE_TRANSPORT, sink);
        return; // nothing after it counts
      } else {
        return;
      }
    }
  }

  /**
   * As {@link #read}, for the versions with {@link QuicVersion#googleFrames}: padding lasts to the
   * end.
   *
   * @throws MalformedMessageException as {@link #read}
   */
  public static void readGoogle(InitialPayload in, FrameSink sink)
      throws MalformedMessageException {
    while (in.hasRemaining() && sink.wantsMore()) {
      int type = in.u8("frame_type");
      if (type == GOOGLE_CRYPTO) {
        crypto(in, sink);
      } else if ((type & GOOGLE_ACK_MASK) == GOOGLE_ACK) {
        skipGoogleAck(in, type);
        sink.onAck();
      } else if (type != GOOGLE_PING) {
        return;
      }
    }
  }

  private static void skipGoogleAck(InitialPayload in, int type) throws MalformedMessageException {
    int blockBytes = googleNumber(type & 3);
    in.skip(googleNumber(type >> 2 & 3) + 2, "largest_acked and ack_delay");
    int blocks = (type & GOOGLE_ACK_BLOCKS) != 0 ? in.u8("ack_blocks") : 0;
    in.skip(blockBytes + blocks * (1 + blockBytes), "ack_blocks");
    int timestamps = in.u8("timestamps");
    if (timestamps > 0) {
      in.skip(5 + 3 * (timestamps - 1), "timestamps");
    }
  }

  private static int googleNumber(int code) {
    return code == 3 ? 6 : 1 << code;
  }

  private static void crypto(InitialPayload in, FrameSink sink) throws MalformedMessageException {
    long offset = in.varint("crypto.offset");
    sink.onCrypto(offset, in.bytes(length(in, "crypto.length"), "crypto.data"));
  }

  private static void skipAck(InitialPayload in, boolean ecn) throws MalformedMessageException {
    in.varint("largest_acknowledged");
    in.varint("ack_delay");
    long ranges = in.varint("ack_range_count");
    in.varint("first_ack_range");
    for (long i = 0; i < ranges; i++) { // ends with the packet: each range takes two bytes at least
      in.varint("gap");
      in.varint("ack_range_length");
    }
    if (ecn) {
      in.varint("ect0_count");
      in.varint("ect1_count");
      in.varint("ecn_ce_count");
    }
  }

  private static void close(InitialPayload in, boolean transport, FrameSink sink)
      throws MalformedMessageException {
    long code = in.varint("error_code");
    if (transport) {
      in.varint("frame_type");
    }
    Bytes reason = in.bytes(length(in, "reason_phrase_length"), "reason_phrase");
    sink.onConnectionClose(code, reason.utf8());
  }

  private static int length(InitialPayload in, String field) throws MalformedMessageException {
    return (int) Math.min(in.varint(field), Integer.MAX_VALUE);
  }
}
