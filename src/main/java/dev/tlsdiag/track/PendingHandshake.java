package dev.tlsdiag.track;

import dev.tlsdiag.trace.Handshake;

/** A handshake whose ClientHello is known and whose outcome may still be open. */
public interface PendingHandshake {
  /**
   * 1-based number of the packet in which the ClientHello was complete (without one, of the first
   * SYN).
   */
  long frame();

  /** Memory its messages hold until {@link #complete}, for whoever has many of them waiting. */
  int retainedBytes();

  /** Whether it is a request of HTTP in the clear, without any TLS. */
  default boolean plainHttp() {
    return false;
  }

  /**
   * The value, once {@link HandshakeSink#closed} was called. Parses what was kept as bytes, so that
   * this cost falls on the thread of the caller.
   *
   * @param number its place in the order of output
   * @param file as the user named it
   */
  Handshake complete(int number, String file);
}
