package dev.tlsdiag.proxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * What a client of HTTP/1 is answered, one response after the other: how each is framed follows
 * from its request (RFC 9112 section 6.3).
 */
final class Http1Answer {
  private ChannelHandlerContext ctx;

  private boolean oldVersion;
  private boolean headMethod;
  private boolean headSent;
  private boolean chunked;
  private boolean closing;

  void context(ChannelHandlerContext context) {
    ctx = context;
  }

  /**
   * The next request has begun.
   *
   * @param version10 the client speaks HTTP/1.0
   */
  void next(boolean version10) {
    oldVersion = version10;
    headMethod = false;
    headSent = false;
    closing = false;
  }

  /** The response is to HEAD, or not. */
  void toHead(boolean wanted) {
    headMethod = wanted;
  }

  boolean isToOldVersion() {
    return oldVersion;
  }

  boolean headSent() {
    return headSent;
  }

  /** The client has been told that the connection ends with this response. */
  boolean isClosing() {
    return closing;
  }

  /** Only the end of the connection ends the body. */
  boolean endsWithConnection() {
    return headSent && !chunked && oldVersion;
  }

  void informational(int status, String reason, HttpHeaders headers) {
    if (oldVersion) {
      return; // RFC 9110 section 15.2: no 1xx to a client of HTTP/1.0
    }
    ByteBuf out = ctx.alloc().buffer(128);
    Http1Writer.statusLine(status, reason, out);
    Http1Writer.fields(headers, out);
    Http1Writer.lineEnd(out);
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  /** The head of a response after which the connection speaks another protocol. */
  void switching(ResponseHead head) {
    ByteBuf out = ctx.alloc().buffer(256);
    Http1Writer.statusLine(head.status(), head.reason(), out);
    Http1Writer.fields(head.headers(), out);
    Http1Writer.lineEnd(out);
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  /**
   * The head of the response.
   *
   * @param mayStay whether the connection can carry another request
   */
  void head(ResponseHead head, boolean mayStay) {
    headSent = true;
    ByteBuf out = ctx.alloc().buffer(512);
    Http1Writer.statusLine(head.status(), head.reason(), out);
    Http1Writer.fields(head.headers(), out);
    boolean noLength = head.hasBody() && head.length() < 0;
    chunked = noLength && !oldVersion;
    if (chunked) {
      Http1Writer.chunked(out);
    }
    if (!head.hasBody()
        && !headMethod
        && mayHaveBody(head.status())
        && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      Http1Writer.field(HttpHeaderNames.CONTENT_LENGTH, "0", out); // HTTP/2 has other ends
    }
    closing = !mayStay || noLength && oldVersion;
    if (closing) {
      Http1Writer.close(out);
    } else if (oldVersion) {
      Http1Writer.keepAlive(out);
    }
    Http1Writer.lineEnd(out);
    write(out);
  }

  private static boolean mayHaveBody(int status) {
    return status != 204 && status != 304;
  }

  void body(ByteBuf part) {
    if (!part.isReadable()) {
      part.release();
    } else if (chunked) {
      ByteBuf line = ctx.alloc().buffer(16);
      Http1Writer.chunkLine(part.readableBytes(), line);
      write(line);
      write(part);
      ByteBuf end = ctx.alloc().buffer(2);
      Http1Writer.lineEnd(end);
      write(end);
    } else {
      write(part);
    }
  }

  void end(HttpHeaders trailers) {
    if (chunked) {
      ByteBuf out = ctx.alloc().buffer(64);
      Http1Writer.lastChunk(trailers, out);
      write(out);
    }
  }

  private void write(ByteBuf out) {
    ctx.write(out, ctx.voidPromise());
  }
}
