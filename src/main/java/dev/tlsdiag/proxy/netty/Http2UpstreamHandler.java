package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;

/** One stream of a connection to an HTTP/2 server: one exchange. */
final class Http2UpstreamHandler extends ChannelInboundHandlerAdapter implements UpstreamStream {
  private final Http2UpstreamConnection connection;
  private ChannelHandlerContext ctx;
  private Exchange exchange;
  private boolean responded;
  private boolean requestEnded;
  private boolean closed;
  private boolean refused;

  Http2UpstreamHandler(Http2UpstreamConnection connection, Exchange exchange) {
    this.connection = connection;
    this.exchange = exchange;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public long leg() {
    return connection.leg();
  }

  @Override
  public String protocol() {
    return "h2";
  }

  @Override
  public boolean isReused() {
    return refused || connection.wasUsedBefore();
  }

  @Override
  public void sendHead(RequestHead head) {
    requestEnded = !head.hasBody();
    write(new DefaultHttp2HeadersFrame(Http2Translation.request(head), requestEnded));
    if (requestEnded) {
      ctx.flush();
    }
  }

  @Override
  public void sendBody(ByteBuf part) {
    write(new DefaultHttp2DataFrame(part, false));
  }

  @Override
  public void sendEnd(HttpHeaders trailers) {
    requestEnded = true;
    write(
        trailers.isEmpty()
            ? new DefaultHttp2DataFrame(true)
            : new DefaultHttp2HeadersFrame(Http2Translation.trailers(trailers), true));
    ctx.flush();
  }

  private void write(Object frame) {
    ctx.write(frame);
  }

  @Override
  public void flush() {
    ctx.flush();
  }

  @Override
  public void abort(Http2Error error) {
    exchange = null;
    ctx.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public void setReading(boolean wanted) {
    ctx.channel().config().setAutoRead(wanted);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    if (exchange == null) {
      ReferenceCountUtil.release(frame);
    } else if (frame instanceof Http2HeadersFrame headers) {
      try {
        onHeaders(headers.headers(), headers.isEndStream());
      } catch (Http2Translation.Malformed e) {
        fail(Kind.PROTOCOL, e.getMessage(), Http2Error.PROTOCOL_ERROR);
      }
    } else if (frame instanceof Http2DataFrame data) {
      onData(data);
    } else {
      ReferenceCountUtil.release(frame);
    }
  }

  private void onHeaders(Http2Headers headers, boolean last) throws Http2Translation.Malformed {
    if (responded) {
      end(Http2Translation.fields(headers, ""));
      return;
    }
    int status = status(headers);
    HttpHeaders fields = Http2Translation.fields(headers, "");
    if (status < 200) {
      exchange.onInformational(status, reason(status), fields);
      return;
    }
    responded = true;
    long length = HttpFields.contentLength(fields);
    if (length == -2) {
      throw new Http2Translation.Malformed("Content-Length is not one number");
    }
    ResponseHead head = new ResponseHead(status, reason(status), fields, !last, length);
    exchange.onResponse(head);
    if (last) {
      end(EmptyHttpHeaders.INSTANCE);
    }
  }

  /** HTTP/2 has no reason phrase; in HTTP/1.1 it may be empty, but people read it. */
  private static String reason(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  private static int status(Http2Headers headers) throws Http2Translation.Malformed {
    String text = Http2Translation.pseudo(headers.status());
    if (!text.matches("[1-9][0-9]{2}") || text.equals("101")) {
      throw new Http2Translation.Malformed("a response without a proper :status");
    }
    return Integer.parseInt(text);
  }

  private void onData(Http2DataFrame data) {
    if (data.content().isReadable()) {
      exchange.onResponseBody(data.content());
    } else {
      data.release();
    }
    if (data.isEndStream() && exchange != null) {
      end(EmptyHttpHeaders.INSTANCE);
    }
  }

  private void end(HttpHeaders trailers) {
    Exchange done = exchange;
    exchange = null;
    if (!requestEnded) {
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR))
          .addListener(ChannelFutureListener.CLOSE);
    }
    done.onResponseEnd(trailers);
  }

  private void fail(Kind kind, String how, Http2Error error) {
    Exchange failed = exchange;
    abort(error);
    failed.onServerGone(kind, how, false);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onServerReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onServerWritable(context.channel().isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2GoAwayFrame) {
      refused = true; // the stream is above the last one that the server looked at
    } else if (event instanceof Http2ResetFrame frame) {
      Http2Error error = Http2Error.valueOf(frame.errorCode());
      refused |= error == Http2Error.REFUSED_STREAM;
      if (refused) {
        connection.onRefused();
      }
      gone(Kind.RESET, "stream reset by the server: " + error, error);
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (exchange != null) {
      fail(Kind.PROTOCOL, "broken stream: " + cause.getMessage(), Http2Error.PROTOCOL_ERROR);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closed) {
      closed = true;
      connection.onStreamEnd();
    }
    HowServerLeft left = connection.left();
    gone(left.kind(), left.text(), Http2Error.INTERNAL_ERROR);
  }

  private void gone(Kind kind, String how, Http2Error error) {
    Exchange failed = exchange;
    exchange = null;
    if (failed != null) {
      failed.onServerGone(kind, how, !responded, error);
    }
  }
}
