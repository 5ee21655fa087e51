package dev.tlsdiag.proxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;

/**
 * The server's end of one exchange: where its request goes. It tells the exchange what comes back.
 * All on the client's event loop.
 */
interface UpstreamStream {
  /** Id of the connection, as in {@code LegRecord}. */
  long leg();

  /** As in ALPN: {@code http/1.1}, {@code h2}. */
  String protocol();

  /** Whether the connection carried a request before, so that its end may have crossed this one. */
  boolean isReused();

  /** Sends the head; without a body it is the end as well. */
  void sendHead(RequestHead head);

  /** Sends a part of the body, and takes it over. */
  void sendBody(ByteBuf part);

  void sendEnd(HttpHeaders trailers);

  /**
   * The response is not wanted any more; nothing is told from now on.
   *
   * @param error what a server of HTTP/2 is told
   */
  void abort(Http2Error error);

  void flush();

  boolean isWritable();

  /** Whether more of the response is wanted now. */
  void setReading(boolean wanted);
}
