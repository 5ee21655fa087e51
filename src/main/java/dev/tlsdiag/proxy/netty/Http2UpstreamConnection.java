package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Connected;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;

/** A connection to a server that speaks HTTP/2: many exchanges at a time. */
final class Http2UpstreamConnection extends ChannelInboundHandlerAdapter {
  /** Until the server's SETTINGS say another number. */
  private static final long USUAL_STREAMS = 100;

  private final Connected connected;
  private final Route route;
  private final UpstreamPool pool;
  private final AtomicLong requests;
  private long maxStreams = USUAL_STREAMS;
  private int streams;
  private boolean leaving;
  private HowServerLeft left = HowServerLeft.CLOSED;
  private long idleSinceNanos = System.nanoTime();

  private Http2UpstreamConnection(Connected connected, Route route, UpstreamPool pool) {
    this.connected = connected;
    this.route = route;
    this.pool = pool;
    this.requests = Legs.requests(connected.channel());
  }

  static Http2UpstreamConnection install(Connected connected, Route route, UpstreamPool pool) {
    Http2UpstreamConnection connection = new Http2UpstreamConnection(connected, route, pool);
    Http2FrameCodec codec = Http2Codecs.client(pool.limits());
    ChannelInitializer<Channel> onPush =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.close(); // switched off by our SETTINGS
          }
        };
    Channel channel = connected.channel();
    channel.pipeline().addLast(codec, new Http2MultiplexHandler(onPush), connection);
    Http2Codecs.widen(codec);
    channel.flush();
    channel.config().setAutoRead(true);
    return connection;
  }

  Route route() {
    return route;
  }

  long leg() {
    return connected.leg();
  }

  /** Whether one more exchange has room. */
  boolean isUsable() {
    return !leaving && streams < maxStreams && connected.channel().isActive();
  }

  boolean wasUsedBefore() {
    return requests.get() > 1;
  }

  HowServerLeft left() {
    return left;
  }

  boolean isIdleSince(long nanos) {
    return streams == 0 && idleSinceNanos - nanos < 0;
  }

  void start(Exchange exchange) {
    streams++;
    requests.lazySet(requests.get() + 1); // this loop is the only writer
    Http2UpstreamHandler stream = new Http2UpstreamHandler(this, exchange);
    new Http2StreamChannelBootstrap(connected.channel())
        .handler(stream)
        .open()
        .addListener(
            opened -> {
              if (opened.isSuccess()) {
                exchange.onStream(stream);
              } else {
                onRefused();
                onStreamEnd();
                exchange.onServerGone(
                    Kind.CLOSED, "no stream: " + opened.cause().getMessage(), true);
              }
            });
  }

  /** No new exchange goes here. */
  void onRefused() {
    leaving = true;
    pool.forget(this);
  }

  void onStreamEnd() {
    streams--;
    idleSinceNanos = System.nanoTime();
    if (streams == 0 && (leaving || pool.isDraining())) {
      close();
    }
  }

  /** The codec says GOAWAY and waits for the streams under way. */
  void close() {
    leaving = true;
    connected.channel().close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    if (frame instanceof Http2SettingsFrame settings) {
      Long told = settings.settings().maxConcurrentStreams();
      maxStreams = told == null ? maxStreams : told;
    } else if (frame instanceof Http2GoAwayFrame) {
      onRefused();
      if (streams == 0) {
        close();
      }
    }
    ReferenceCountUtil.release(frame);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    onRefused();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    left = HowServerLeft.because(cause);
    onRefused();
    ctx.pipeline().firstContext().close();
  }
}
