package dev.tlsdiag.proxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;

/**
 * The client's end of one exchange: where its response goes. All on the client's event loop; calls
 * after the client has gone do nothing.
 */
interface DownstreamStream {
  /** Sends a 1xx response other than 101. */
  void sendInformational(int status, String reason, HttpHeaders headers);

  /** Sends the head; without a body it is the end as well. */
  void sendHead(ResponseHead head);

  /** Sends a part of the body, and takes it over. */
  void sendBody(ByteBuf part);

  /**
   * Ends the response.
   *
   * @param trailers may be empty
   */
  void sendEnd(HttpHeaders trailers);

  /**
   * Breaks the response off so that the client sees that it is not whole: a reset, never a proper
   * end.
   *
   * @param error what a client of HTTP/2 is told
   */
  void abort(Http2Error error);

  /** Resets the client's whole connection. */
  void reset();

  /** Becomes a plain pipe, after a response 101. */
  void sendSwitch(ResponseHead head, Http1UpstreamHandler server, Exchange exchange);

  void flush();

  boolean isWritable();

  /** Whether more of the request is wanted now. */
  void setReading(boolean wanted);
}
