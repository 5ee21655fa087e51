package dev.tlsdiag.quic;

import dev.tlsdiag.wire.Bytes;

/** Takes the frames of an Initial packet that say something about a handshake. */
public interface FrameSink {
  /** A CRYPTO frame (RFC 9000 section 19.6). */
  void onCrypto(long offset, Bytes content);

  /** An ACK frame (RFC 9000 section 19.3). */
  void onAck();

  /**
   * A CONNECTION_CLOSE frame (RFC 9000 section 19.19).
   *
   * @param errorCode of the transport, or of the application for type 0x1d
   */
  void onConnectionClose(long errorCode, String reason);

  /** Whether to go on with the frames of the packet; asked before each. */
  boolean wantsMore();
}
