package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Connected;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;

/** A connection to a server that speaks HTTP/1.1: one exchange after the other. */
final class Http1UpstreamHandler extends ChannelInboundHandlerAdapter implements UpstreamStream {
  private final Connected connected;
  private final Route route;
  private final UpstreamPool pool;
  private final AtomicLong requests;
  private Http1ResponseDecoder decoder;
  private ChannelHandlerContext ctx;

  private Exchange exchange;
  private boolean used;
  private boolean requestSent;
  private boolean chunked;
  private boolean anyByte;
  private boolean interim;
  private boolean keepAlive;
  private boolean broken;
  private HowServerLeft left = HowServerLeft.CLOSED;
  private ResponseHead bodyless;
  private long idleSince;

  private Http1UpstreamHandler(Connected connected, Route route, UpstreamPool pool) {
    this.connected = connected;
    this.route = route;
    this.pool = pool;
    this.requests = Legs.requests(connected.channel());
  }

  /** Begins to read. */
  static Http1UpstreamHandler install(Connected connected, Route route, UpstreamPool pool) {
    Http1UpstreamHandler handler = new Http1UpstreamHandler(connected, route, pool);
    handler.decoder = new Http1ResponseDecoder(pool.limits());
    Channel channel = connected.channel();
    channel.pipeline().addLast(handler.decoder, handler);
    channel.config().setAutoRead(true);
    return handler;
  }

  Route route() {
    return route;
  }

  long idleSince() {
    return idleSince;
  }

  void idleSince(long nowNanos) {
    idleSince = nowNanos;
  }

  boolean isUsable() {
    return exchange == null && !broken && channel().isActive() && (keepAlive || !used);
  }

  Channel channel() {
    return connected.channel();
  }

  /** Carries this exchange's request. */
  void start(Exchange next) {
    exchange = next;
    requestSent = false;
    anyByte = false;
    interim = false;
    keepAlive = false;
    requests.lazySet(requests.get() + 1); // this loop is the only writer
    decoder.expectHead(next.request().isHead());
    next.onStream(this);
    used = true;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public long leg() {
    return connected.leg();
  }

  @Override
  public String protocol() {
    return "http/1.1";
  }

  @Override
  public boolean isReused() {
    return requests.get() > 1;
  }

  @Override
  public void sendHead(RequestHead head) {
    ByteBuf out = ctx.alloc().buffer(512);
    Http1Writer.request(head, route.absoluteForm(), out);
    chunked = head.hasBody() && head.length() < 0;
    if (head.hasBody()) {
      write(out);
    } else {
      requestSent = true;
      ctx.writeAndFlush(out, ctx.voidPromise());
    }
  }

  @Override
  public void sendBody(ByteBuf part) {
    if (!part.isReadable()) {
      part.release(); // an empty chunk would be the last one
      return;
    }
    if (chunked) {
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

  @Override
  public void sendEnd(HttpHeaders trailers) {
    requestSent = true;
    if (chunked) {
      ByteBuf out = ctx.alloc().buffer(64);
      Http1Writer.lastChunk(trailers, out);
      write(out);
    }
    ctx.flush();
  }

  private void write(ByteBuf out) {
    ctx.write(out, ctx.voidPromise());
  }

  @Override
  public void flush() {
    ctx.flush();
  }

  @Override
  public void abort(Http2Error error) {
    exchange = null;
    bodyless = null;
    keepAlive = false;
    close();
  }

  void close() {
    ctx.close();
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
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (exchange == null) {
      ReferenceCountUtil.release(message);
      broken = true; // bytes that nobody asked for: the next response could be a forged one
      close();
      return;
    }
    anyByte = true;
    if (message instanceof HttpResponse response) {
      onHead(response);
    } else if (message instanceof HttpContent content) {
      onContent(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(HttpResponse response) {
    DecoderResult result = response.decoderResult();
    if (result.isFailure()) {
      if (result.cause() instanceof PrematureChannelClosureException) {
        return; // channelInactive follows and tells
      }
      String words = TlsErrors.cut(String.valueOf(result.cause().getMessage()));
      fail(Kind.PROTOCOL, "not an HTTP response: " + words);
      return;
    }
    int status = response.status().code();
    String reason = response.status().reasonPhrase();
    HttpHeaders headers = response.headers();
    interim = status >= 100 && status < 200 && status != 101;
    if (interim) {
      HttpFields.removeHopByHop(headers);
      exchange.onInformational(status, reason, headers);
      return;
    }
    if (status == 101) {
      onSwitch(response);
      return;
    }
    boolean noContent = exchange.request().isHead() || status == 204 || status == 304;
    long length = HttpFields.contentLength(headers);
    boolean chunkedBody = headers.contains(HttpHeaderNames.TRANSFER_ENCODING);
    if (length == -2 || chunkedBody && !HttpFields.isOnlyChunked(headers)) {
      fail(Kind.PROTOCOL, "the response's length is not clear");
      return;
    }
    keepAlive = HttpUtil.isKeepAlive(response) && (noContent || length >= 0 || chunkedBody);
    HttpFields.removeHopByHop(headers);
    boolean hasBody = !noContent && length != 0;
    ResponseHead head = new ResponseHead(status, reason, headers, hasBody, length);
    if (hasBody) {
      exchange.onResponse(head);
    } else {
      bodyless = head; // goes on with its end, when this connection is free again
    }
  }

  private void onSwitch(HttpResponse response) {
    if (exchange.request().upgrade().isEmpty()) {
      fail(Kind.PROTOCOL, "101 to a request without Upgrade");
      return;
    }
    HttpHeaders headers = response.headers();
    String protocol = headers.get(HttpHeaderNames.UPGRADE, exchange.request().upgrade().get());
    HttpFields.removeHopByHop(headers);
    headers.set("Connection", "Upgrade");
    headers.set("Upgrade", protocol);
    Exchange switching = exchange;
    exchange = null;
    switching.onSwitch(
        new ResponseHead(101, response.status().reasonPhrase(), headers, false, 0), this);
  }

  /** Leaves the channel to a relay; bytes read already are fired on. */
  void leave() {
    ctx.pipeline().remove(this); // first: what the decoder fires is for the relay
    ctx.pipeline().remove(decoder);
  }

  private void onContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      String words = String.valueOf(content.decoderResult().cause().getMessage());
      fail(Kind.PROTOCOL, "bad chunk: " + TlsErrors.cut(words));
      return;
    }
    boolean last = content instanceof LastHttpContent;
    if (interim) {
      content.release();
      return;
    }
    Exchange current = exchange;
    if (bodyless == null && content.content().isReadable()) {
      current.onResponseBody(content.content());
    } else {
      content.release();
    }
    if (last && exchange == current) {
      HttpHeaders trailers = ((LastHttpContent) content).trailingHeaders();
      ResponseHead held = bodyless;
      bodyless = null;
      exchange = null;
      keepAlive &= requestSent;
      setReading(true);
      pool.release(this);
      if (held != null) {
        current.onResponse(held);
      }
      current.onResponseEnd(trailers);
    }
  }

  private void fail(Kind kind, String how) {
    Exchange failed = exchange;
    exchange = null;
    keepAlive = false;
    Legs.reason(channel(), how);
    close();
    failed.onServerGone(kind, how, false);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onServerReadComplete();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onServerWritable(context.channel().isWritable());
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Exchange failed = exchange;
    exchange = null;
    if (failed == null) {
      pool.forget(this);
    } else {
      failed.onServerGone(left.kind(), left.text(), !anyByte);
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    broken = true;
    left = HowServerLeft.because(cause);
    context.close();
  }
}
