package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/** One stream of a client's HTTP/2 connection: one exchange. */
final class Http2DownstreamHandler extends ChannelInboundHandlerAdapter
    implements DownstreamStream {
  private final Http2DownstreamConnection connection;
  private ChannelHandlerContext ctx;
  private Exchange exchange;
  private boolean begun;
  private boolean requestEnded;
  private boolean ended;
  private long missing;
  private ByteBuf lastPart;
  private boolean gone;
  private String howGone;

  Http2DownstreamHandler(Http2DownstreamConnection connection) {
    this.connection = connection;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  void sweep(long nowNanos) {
    if (exchange != null) {
      exchange.sweep(nowNanos);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    if (frame instanceof Http2HeadersFrame headers) {
      if (!begun) {
        begun = true;
        onRequest(headers.headers(), headers.isEndStream());
      } else if (headers.isEndStream()) {
        onTrailers(headers.headers());
      }
    } else if (frame instanceof Http2DataFrame data) {
      onData(data);
    } else {
      ReferenceCountUtil.release(frame);
    }
  }

  private void onRequest(Http2Headers headers, boolean last) {
    requestEnded = last;
    HttpLoop loop = connection.loop();
    Downstream downstream = connection.downstream();
    connection.onRequest(this);
    RequestHead head;
    Endpoint target;
    boolean tls;
    try {
      head = head(headers, last);
      boolean https = head.scheme().equals("https");
      tls = downstream.target().isPresent() ? downstream.targetTls() : https;
      target =
          downstream.target().isPresent()
              ? downstream.target().get()
              : Http1Request.endpoint(head.authority(), https ? 443 : 80);
    } catch (Http1Request.Refused e) {
      refuse(headers, e);
      return;
    } catch (Http2Translation.Malformed e) {
      refuse(headers, new Http1Request.Refused(400, "Bad Request", e.getMessage()));
      return;
    }
    Route route = loop.connector().route(downstream, target, tls, head.host());
    ExchangeLog log = loop.newLog(downstream, "h2", HttpFields.list(head.headers()));
    if (!tls) {
      // Prior knowledge where the client has it, and for gRPC, which is of HTTP/2 only. What a
      // client agreed on with us by ALPN says nothing about a server in the clear.
      route = route.withAlpn(!downstream.tls() || head.isGrpc() ? "h2" : "");
    }
    exchange = new Exchange(loop, route, downstream, head, this, log);
    exchange.begin();
  }

  private RequestHead head(Http2Headers headers, boolean last)
      throws Http1Request.Refused, Http2Translation.Malformed {
    if (headers.size() > connection.loop().limits().headFields()) {
      throw new Http1Request.Refused(
          431, "Request Header Fields Too Large", "too many header fields");
    }
    String method = Http2Translation.pseudo(headers.method());
    String path = Http2Translation.pseudo(headers.path());
    String scheme = Http2Translation.pseudo(headers.scheme());
    if (method.equals("CONNECT")) {
      throw new Http1Request.Refused(405, "Method Not Allowed", "CONNECT is not possible here");
    }
    if (method.isEmpty() || scheme.isEmpty() || !path.startsWith("/") && !path.equals("*")) {
      throw new Http2Translation.Malformed("a pseudo-header field is missing");
    }
    CharSequence host = headers.authority();
    String authority =
        Http2Translation.pseudo(host == null ? headers.get(HttpHeaderNames.HOST) : host);
    Http1Request.checkAuthority(authority);
    HttpHeaders fields = Http2Translation.fields(headers, authority);
    long length = HttpFields.contentLength(fields);
    if (length == -2) {
      throw new Http2Translation.Malformed("Content-Length is not one number");
    }
    if (connection.downstream().mode() instanceof ProxyMode.Upstream
        || connection.downstream().mode() instanceof ProxyMode.Regular) {
      fields.remove(HttpHeaderNames.PROXY_AUTHORIZATION);
    }
    boolean tls =
        connection.downstream().target().isPresent()
            ? connection.downstream().targetTls()
            : scheme.equals("https");
    return new RequestHead(
        method,
        tls ? "https" : "http",
        authority,
        path,
        fields,
        !last,
        last ? 0 : length,
        Optional.empty());
  }

  private void refuse(Http2Headers headers, Http1Request.Refused why) {
    LocalReplies.Prepared reply = LocalReplies.prepareRefusal(why, false, connection.loop().date());
    ExchangeLog log =
        connection
            .loop()
            .newLog(connection.downstream(), "h2", HttpFields.list(EmptyHttpHeaders.INSTANCE));
    log.onProblem(why.getMessage(), Optional.of(Side.CLIENT));
    log.onResponse(reply.head());
    log.onResponseBytes(reply.body());
    log.finish(text(headers.method()), text(headers.path()), text(headers.authority()));
    sendHead(reply.head());
    sendBody(reply.body());
    sendEnd(EmptyHttpHeaders.INSTANCE);
  }

  private static String text(CharSequence value) {
    return value == null ? "" : value.toString();
  }

  private void onData(Http2DataFrame data) {
    requestEnded |= data.isEndStream();
    if (exchange == null) {
      data.release();
      return;
    }
    if (data.content().isReadable()) {
      exchange.onRequestBody(data.content());
    } else {
      data.release();
    }
    if (data.isEndStream() && exchange != null) {
      exchange.onRequestEnd(EmptyHttpHeaders.INSTANCE);
    }
  }

  private void onTrailers(Http2Headers headers) {
    requestEnded = true;
    if (exchange == null) {
      return;
    }
    try {
      exchange.onRequestEnd(Http2Translation.fields(headers, ""));
    } catch (Http2Translation.Malformed e) {
      howGone = e.getMessage();
      leave();
      abort(Http2Error.PROTOCOL_ERROR);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onClientReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onClientWritable(context.channel().isWritable());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2ResetFrame frame) {
      howGone = "stream reset by the client: " + Http2Error.valueOf(frame.errorCode());
      leave();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    howGone = "stream broken by the client: " + cause.getMessage();
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (howGone == null) {
      howGone = connection.howGone();
    }
    leave();
  }

  private void dropLastPart() {
    if (lastPart != null) {
      lastPart.release();
      lastPart = null;
    }
  }

  private void leave() {
    gone = true;
    dropLastPart();
    connection.onEnd(this);
    Exchange left = exchange;
    exchange = null;
    if (left != null) {
      left.onClientGone(howGone);
    }
  }

  @Override
  public void sendInformational(int status, String reason, HttpHeaders headers) {
    if (!gone) {
      ctx.writeAndFlush(
          new DefaultHttp2HeadersFrame(Http2Translation.response(status, headers), false));
    }
  }

  @Override
  public void sendHead(ResponseHead head) {
    if (!gone) {
      ended = !head.hasBody();
      missing = head.length();
      ctx.write(
          new DefaultHttp2HeadersFrame(
              Http2Translation.response(head.status(), head.headers()), ended));
    }
  }

  @Override
  public void sendBody(ByteBuf part) {
    if (gone || ended || lastPart != null) {
      part.release();
      return;
    }
    missing -= part.readableBytes();
    if (missing == 0) {
      lastPart = part; // so that END_STREAM needs no frame of its own
    } else {
      ctx.write(new DefaultHttp2DataFrame(part, false));
    }
  }

  @Override
  public void sendEnd(HttpHeaders trailers) {
    exchange = null;
    if (gone) {
      return;
    }
    connection.onEnd(this);
    if (!ended) {
      ended = true;
      boolean bare = trailers.isEmpty();
      if (lastPart != null) {
        ctx.write(new DefaultHttp2DataFrame(lastPart, bare));
      } else if (bare) {
        ctx.write(new DefaultHttp2DataFrame(true));
      }
      lastPart = null;
      if (!bare) {
        ctx.write(new DefaultHttp2HeadersFrame(Http2Translation.trailers(trailers), true));
      }
    }
    if (!requestEnded) {
      // RFC 9113 section 8.1: the response is whole, the rest of the request is not wanted.
      ctx.write(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
    ctx.flush();
  }

  @Override
  public void abort(Http2Error error) {
    exchange = null;
    dropLastPart();
    if (!gone) {
      gone = true;
      connection.onEnd(this);
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void reset() {
    leave();
    Legs.reset(ctx.channel().parent());
  }

  @Override
  public void sendSwitch(ResponseHead head, Http1UpstreamHandler server, Exchange switching) {
    throw new IllegalStateException("a stream asks for no upgrade"); // RequestHead.upgrade is empty
  }

  @Override
  public void flush() {
    ctx.flush();
  }

  @Override
  public boolean isWritable() {
    return ctx.channel().isWritable();
  }

  @Override
  public void setReading(boolean wanted) {
    ctx.channel().config().setAutoRead(wanted);
  }
}
