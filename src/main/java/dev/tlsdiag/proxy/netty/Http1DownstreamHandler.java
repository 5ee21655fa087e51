package dev.tlsdiag.proxy.netty;

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
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
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
  private final Http1Routes routes;
  private final Http1Answer answer = new Http1Answer();
  private final ArrayDeque<Object> queued = new ArrayDeque<>(0);
  private ChannelHandlerContext ctx;

  private Exchange exchange;
  private boolean keepAlive;
  private boolean requestEnded = true; // nothing of the request is missing
  private boolean requestRead; // and its last message has been seen
  private boolean dispatching;
  private boolean gone;
  private String howGone = "connection closed by the client";
  private long idleSinceNanos = System.nanoTime();
  private long lingerUntilNanos;

  private Http1DownstreamHandler(Channel channel, Downstream downstream, HttpLoop loop) {
    this.downstream = downstream;
    this.loop = loop;
    this.decoder = new Http1RequestDecoder(loop.limits());
    this.routes = new Http1Routes(loop.connector(), downstream);
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
    answer.context(context);
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
    answer.next(request.protocolVersion().equals(HttpVersion.HTTP_1_0));
    requestRead = false;
    if (request.decoderResult().isFailure()) {
      if (!(request.decoderResult().cause() instanceof PrematureChannelClosureException)) {
        keepAlive = false;
        requestEnded = false;
        refuse(request, Http1Request.Refused.because(request.decoderResult().cause()));
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
    ExchangeLog log =
        loop.newLog(downstream, answer.isToOldVersion() ? "http/1.0" : "http/1.1", sent);
    answer.toHead(head.isHead());
    exchange = new Exchange(loop, routes.of(parsed), downstream, head, this, log);
    exchange.begin();
  }

  private void countRequest() {
    requests.lazySet(requests.get() + 1); // this loop is the only writer
  }

  private void refuse(HttpRequest request, Http1Request.Refused why) {
    countRequest();
    ExchangeLog log = loop.newLog(downstream, "http/1.1", HttpFields.list(request.headers()));
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
    if (answer.headSent()) {
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
    if (!gone) {
      answer.informational(status, reason, headers);
    }
  }

  @Override
  public void sendHead(ResponseHead head) {
    if (!gone) {
      answer.head(head, keepAlive && requestEnded && !loop.isDraining());
    }
  }

  @Override
  public void sendBody(ByteBuf part) {
    if (gone) {
      part.release();
    } else {
      answer.body(part);
    }
  }

  @Override
  public void sendEnd(HttpHeaders trailers) {
    if (gone) {
      return;
    }
    answer.end(trailers);
    exchange = null;
    idleSinceNanos = System.nanoTime();
    if (!answer.isClosing()) {
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

  @Override
  public void abort(Http2Error error) {
    exchange = null;
    if (gone) {
      return;
    }
    gone = true;
    if (answer.endsWithConnection()) {
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
  public void reset() {
    exchange = null;
    gone = true;
    Legs.reset(ctx.channel());
  }

  @Override
  public void sendSwitch(ResponseHead head, Http1UpstreamHandler server, Exchange switching) {
    answer.switching(head);
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
    if (exchange != null && exchange.isDropped()) {
      ctx.close();
    } else if (exchange == null && lingerUntilNanos == 0 && decoder.headSinceNanos() == 0) {
      ctx.close();
    }
  }
}
