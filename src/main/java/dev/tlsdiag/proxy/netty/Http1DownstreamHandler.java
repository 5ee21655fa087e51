package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A client's connection that speaks HTTP/1: one exchange after the other, in their order. */
final class Http1DownstreamHandler extends ChannelInboundHandlerAdapter
    implements DownstreamStream, HttpLoop.Swept {
  private final Downstream downstream;
  private final HttpLoop loop;
  private final Http1RequestDecoder decoder;
  private final AtomicLong requests;
  private final ArrayDeque<Object> queued = new ArrayDeque<>(0);
  private ChannelHandlerContext ctx;

  private Exchange exchange;
  private Route route;
  private Endpoint routeTarget;
  private String routeAuthority = "";
  private boolean oldVersion;
  private boolean keepAlive;
  private boolean requestEnded = true; // nothing of the request is missing
  private boolean requestRead; // and its last message has been seen
  private boolean headMethod;
  private boolean headSent;
  private boolean chunked;
  private boolean closing;
  private boolean dispatching;
  private boolean gone;
  private String howGone = "connection closed by the client";
  private long idleSinceNanos = System.nanoTime();
  private long lingerUntilNanos;

  private Http1DownstreamHandler(Channel channel, Downstream downstream, HttpLoop loop) {
    this.downstream = downstream;
    this.loop = loop;
    this.decoder = new Http1RequestDecoder(loop.limits());
    this.requests = Legs.requests(channel);
  }

  static void install(Channel channel, Downstream downstream, HttpLoop loop) {
    Http1DownstreamHandler handler = new Http1DownstreamHandler(channel, downstream, loop);
    channel.pipeline().addLast(handler.decoder, handler);
    loop.add(handler);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    loop.remove(this);
    releaseQueued();
  }

  // What the client sends.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      decoder.onHead();
    } else if (message instanceof LastHttpContent) {
      decoder.onEnd();
    }
    if (gone || lingerUntilNanos != 0) {
      ReferenceCountUtil.release(message);
    } else if (!queued.isEmpty() || exchange != null && requestRead) {
      queued.add(message); // the next request of a pipeline: its turn comes
      setReading(false);
    } else {
      dispatch(message);
    }
  }

  private void dispatch(Object message) {
    if (message instanceof HttpRequest request) {
      onRequest(request);
    } else if (message instanceof HttpContent content) {
      onContent(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  /** Goes on with what is queued, as far as the exchange under way lets it. */
  private void next() {
    if (dispatching) {
      return;
    }
    dispatching = true;
    while (!queued.isEmpty() && !(exchange != null && requestRead) && lingerUntilNanos == 0) {
      dispatch(queued.poll());
    }
    dispatching = false;
    if (exchange != null) {
      exchange.onClientReadComplete();
    }
    if (queued.isEmpty() && !gone) {
      setReading(true);
    }
  }

  private void onRequest(HttpRequest request) {
    headSent = false;
    headMethod = false;
    closing = false;
    requestRead = false;
    oldVersion = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (request.decoderResult().isFailure()) {
      if (!(request.decoderResult().cause() instanceof PrematureChannelClosureException)) {
        keepAlive = false;
        requestEnded = false;
        refuse(request, asRefusal(request.decoderResult().cause()));
      }
      return;
    }
    keepAlive = HttpUtil.isKeepAlive(request);
    List<Header> sent = HttpFields.list(request.headers());
    Http1Request parsed;
    try {
      parsed = Http1Request.parse(request, downstream, loop.limits());
    } catch (Http1Request.Refused e) {
      keepAlive = false;
      requestEnded = false;
      refuse(request, e);
      return;
    }
    countRequest();
    RequestHead head = parsed.head();
    requestEnded = !head.hasBody();
    decoder.hold(head.upgrade().isPresent());
    ExchangeLog log = loop.newLog(downstream.id(), oldVersion ? "http/1.0" : "http/1.1", sent);
    headMethod = head.isHead();
    exchange = new Exchange(loop, route(parsed), downstream.id(), head, this, log);
    exchange.begin();
  }

  private void countRequest() {
    requests.lazySet(requests.get() + 1); // this loop is the only writer
  }

  /** Most connections ask for the same again and again. */
  private Route route(Http1Request request) {
    String authority = request.head().authority();
    if (request.target().equals(routeTarget)
        && authority.equals(routeAuthority)
        && request.tls() == route.tls()
        && request.head().upgrade().isEmpty()) {
      return route;
    }
    Route found =
        loop.connector().route(downstream, request.target(), request.tls(), request.head().host());
    if (!found.tls()) {
      found = found.withAlpn("");
    } else if (request.head().upgrade().isPresent() && !found.alpn().isEmpty()) {
      return found.withAlpn("http/1.1"); // an Upgrade is of HTTP/1.1 only
    }
    route = found;
    routeTarget = request.target();
    routeAuthority = authority;
    return found;
  }

  private static Http1Request.Refused asRefusal(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Http1Request.Refused(414, "URI Too Long", "the request line is too long");
    }
    if (cause instanceof TooLongFrameException) {
      return new Http1Request.Refused(
          431, "Request Header Fields Too Large", "the header is larger than 64 KiB");
    }
    return new Http1Request.Refused(400, "Bad Request", "not a valid request");
  }

  private void refuse(HttpRequest request, Http1Request.Refused why) {
    countRequest();
    ExchangeLog log = loop.newLog(downstream.id(), "http/1.1", HttpFields.list(request.headers()));
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    LocalReplies.Prepared reply =
        LocalReplies.prepareRefusal(why, request.method().name().equals("HEAD"), loop.date());
    log.onProblem(why.getMessage(), Optional.of(Side.CLIENT));
    log.onResponse(reply.head());
    log.onResponseBytes(reply.body());
    log.finish(request.method().name(), request.uri(), host);
    sendHead(reply.head());
    if (reply.head().hasBody()) {
      sendBody(reply.body());
    }
    sendEnd(EmptyHttpHeaders.INSTANCE);
  }

  private void onContent(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      content.release();
      onBadBody();
      return;
    }
    boolean last = content instanceof LastHttpContent;
    requestRead |= last;
    if (exchange == null) {
      content.release();
      requestEnded |= last;
      return;
    }
    if (content.content().isReadable()) {
      exchange.onRequestBody(content.content());
    } else {
      content.release();
    }
    if (last && exchange != null) {
      requestEnded = true;
      exchange.onRequestEnd(((LastHttpContent) content).trailingHeaders());
    }
  }

  /** The end of the request cannot be found: nothing after it can be trusted. */
  private void onBadBody() {
    Exchange broken = exchange;
    exchange = null;
    keepAlive = false;
    String problem = "the request's body is not well formed";
    if (headSent) {
      if (broken != null) {
        broken.onClientGone(problem);
      }
      abort(Http2Error.PROTOCOL_ERROR);
      return;
    }
    requestEnded = false;
    LocalReplies.Prepared reply =
        LocalReplies.prepareRefusal(
            new Http1Request.Refused(400, "Bad Request", "bad chunk"), false, loop.date());
    if (broken != null) {
      broken.onRefused(problem, reply);
    }
    sendHead(reply.head());
    sendBody(reply.body());
    sendEnd(EmptyHttpHeaders.INSTANCE);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onClientReadComplete();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.onClientWritable(context.channel().isWritable());
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone = true;
    loop.remove(this);
    releaseQueued();
    Exchange left = exchange;
    exchange = null;
    if (left != null) {
      left.onClientGone(howGone);
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    howGone = "connection reset by the client";
    context.close();
  }

  private void releaseQueued() {
    for (Object message = queued.poll(); message != null; message = queued.poll()) {
      ReferenceCountUtil.release(message);
    }
  }

  // What the client gets.

  @Override
  public void sendInformational(int status, String reason, HttpHeaders headers) {
    if (oldVersion || gone) {
      return; // RFC 9110 section 15.2: no 1xx to a client of HTTP/1.0
    }
    ByteBuf out = ctx.alloc().buffer(128);
    Http1Writer.statusLine(status, reason, out);
    Http1Writer.fields(headers, out);
    Http1Writer.lineEnd(out);
    ctx.writeAndFlush(out, ctx.voidPromise());
  }

  @Override
  public void sendHead(ResponseHead head) {
    if (gone) {
      return;
    }
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
    closing = !keepAlive || noLength && oldVersion || !requestEnded || loop.isDraining();
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

  @Override
  public void sendBody(ByteBuf part) {
    if (gone || !part.isReadable()) {
      part.release();
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
    if (gone) {
      return;
    }
    if (chunked) {
      ByteBuf out = ctx.alloc().buffer(64);
      Http1Writer.lastChunk(trailers, out);
      write(out);
    }
    exchange = null;
    idleSinceNanos = System.nanoTime();
    if (!closing) {
      ctx.flush();
      decoder.hold(false);
      next();
    } else if (requestEnded && queued.isEmpty()) {
      gone = true;
      ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else {
      linger();
    }
  }

  /**
   * Closing while the client still sends would reset the connection, and the reset could overtake
   * the response (RFC 9112 section 9.6): only the sending side is closed, for now.
   */
  private void linger() {
    lingerUntilNanos = System.nanoTime() + loop.limits().lingerTimeout().toNanos();
    releaseQueued();
    ctx.flush();
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound();
    } else if (ctx.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    }
    ctx.channel().config().setAutoRead(true);
  }

  private void write(ByteBuf out) {
    ctx.write(out, ctx.voidPromise());
  }

  @Override
  public void abort(Http2Error error) {
    exchange = null;
    if (gone) {
      return;
    }
    gone = true;
    if (headSent && !chunked && oldVersion) {
      // Without a length the end of the connection is the end of the body: it has to be a reset,
      // and TLS must not say close_notify.
      ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      Legs.cut(ctx.channel());
    } else {
      ctx.flush();
      ctx.close();
    }
  }

  @Override
  public void sendSwitch(ResponseHead head, Http1UpstreamHandler server, Exchange switching) {
    ByteBuf out = ctx.alloc().buffer(256);
    Http1Writer.statusLine(head.status(), head.reason(), out);
    Http1Writer.fields(head.headers(), out);
    Http1Writer.lineEnd(out);
    ctx.writeAndFlush(out, ctx.voidPromise());
    exchange = null;
    ChannelHandlerContext left = ctx;
    UpgradeRelayHandler.join(ctx.channel(), server.channel(), switching, loop);
    left.pipeline().remove(this);
    server.leave();
    left.pipeline().remove(decoder); // fires what the client has sent already
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

  // Deadlines.

  @Override
  public void sweep(long nowNanos) {
    if (exchange != null) {
      exchange.sweep(nowNanos);
    } else if (lingerUntilNanos != 0) {
      if (nowNanos - lingerUntilNanos > 0) {
        ctx.close();
      }
    } else if (decoder.headSinceNanos() != 0
        && nowNanos - decoder.headSinceNanos() > loop.limits().headTimeout().toNanos()) {
      onSlowHead();
    } else if (nowNanos - idleSinceNanos > loop.limits().idleTimeout().toNanos()) {
      ctx.close();
    }
  }

  private void onSlowHead() {
    keepAlive = false;
    requestEnded = false;
    refuse(
        decoder.unfinished(),
        new Http1Request.Refused(408, "Request Timeout", "the request's head took too long"));
  }

  @Override
  public void drain() {
    if (exchange == null && lingerUntilNanos == 0 && decoder.headSinceNanos() == 0) {
      ctx.close();
    }
  }
}
