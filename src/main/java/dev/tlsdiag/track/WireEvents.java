package dev.tlsdiag.track;

import dev.tlsdiag.trace.Side;
import java.nio.ByteBuffer;

/**
 * What one end of a live TCP connection sees of it, in order: what a capture of this connection
 * alone would show. {@code CLIENT} is who connected. Times are nanoseconds since the epoch and
 * never go back. Called on one thread at a time.
 *
 * <p>One of these follows the connection for its handshake ({@link HandshakeTape}), another may
 * write its packets to a file.
 */
public interface WireEvents {
  /** The client tries to connect: SYN. Once per attempt. */
  void connecting(long nanos);

  /** The connection stands: SYN-ACK and ACK. */
  void connected(long nanos);

  /** The connection was refused: RST instead of SYN-ACK. */
  void refused(long nanos);

  /**
   * Bytes of the stream, from the buffer's position to its limit; the buffer is left as it was and
   * is read during the call only. Of those that were written here the peer's acknowledgment is not
   * known, see {@link #acknowledged}.
   */
  void bytes(Side from, ByteBuffer bytes, long nanos);

  /** Everything sent so far is known to have arrived at {@code by}'s TCP. */
  void acknowledged(Side by, long nanos);

  /** FIN. */
  void closed(Side by, long nanos);

  /** RST. */
  void reset(Side by, long nanos);

  /** To several, in this order. */
  static WireEvents of(WireEvents first, WireEvents second) {
    return new WireEvents() {
      @Override
      public void connecting(long nanos) {
        first.connecting(nanos);
        second.connecting(nanos);
      }

      @Override
      public void connected(long nanos) {
        first.connected(nanos);
        second.connected(nanos);
      }

      @Override
      public void refused(long nanos) {
        first.refused(nanos);
        second.refused(nanos);
      }

      @Override
      public void bytes(Side from, ByteBuffer bytes, long nanos) {
        first.bytes(from, bytes, nanos);
        second.bytes(from, bytes, nanos);
      }

      @Override
      public void acknowledged(Side by, long nanos) {
        first.acknowledged(by, nanos);
        second.acknowledged(by, nanos);
      }

      @Override
      public void closed(Side by, long nanos) {
        first.closed(by, nanos);
        second.closed(by, nanos);
      }

      @Override
      public void reset(Side by, long nanos) {
        first.reset(by, nanos);
        second.reset(by, nanos);
      }
    };
  }
}
