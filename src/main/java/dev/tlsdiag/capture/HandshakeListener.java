package dev.tlsdiag.capture;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import java.time.Instant;

/** Hears what a {@link CaptureRun} finds; all calls come on the thread that called {@code run}. */
public interface HandshakeListener {
  void onHandshake(Handshake handshake);

  /**
   * A connection that was begun with a request in the clear, see {@link
   * dev.tlsdiag.trace.PlainHttp}; it has no number among the handshakes.
   */
  default void onPlainHttp(Handshake connection) {}

  /** Comes before the first handshake of each file that has one. */
  default void onFile(String file, Instant firstPacket) {}

  /**
   * A DNS answer in the capture gave {@code address} for {@code name}; before the handshakes after
   * it.
   */
  default void onName(IpAddress address, String name) {}

  /** A DNS query with its answer; one without an answer comes when nobody waits any more. */
  default void onDns(DnsExchange exchange) {}

  /** Something could not be read; the rest was. */
  default void onWarning(String file, String message) {}

  /**
   * How far the scan is, a few times a second.
   *
   * @param bytesTotal 0 where it is not known (streams, compressed files)
   */
  default void onProgress(String file, long bytesDone, long bytesTotal) {}

  /** Nothing more is to be read at the moment: a live output may flush. */
  default void onIdle() {}
}
