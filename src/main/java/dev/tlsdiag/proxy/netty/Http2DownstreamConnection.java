package dev.tlsdiag.proxy.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A client's connection that speaks HTTP/2: its streams, its deadlines, its frames of control. */
final class Http2DownstreamConnection extends ChannelInboundHandlerAdapter
    implements HttpLoop.Swept {
  /** SETTINGS, PING and the like between two sweeps; a busy client sends a few. */
  private static final int MAX_CONTROL_FRAMES = 2_000;

  private final Channel channel;
  private final Downstream downstream;
  private final HttpLoop loop;
  private final AtomicLong requests;
  private final Set<Http2DownstreamHandler> streams = new LinkedHashSet<>();
  private int controlFrames;
  private String howGone = "connection closed by the client";
  private long idleSinceNanos = System.nanoTime();

  private Http2DownstreamConnection(Channel channel, Downstream downstream, HttpLoop loop) {
    this.channel = channel;
    this.downstream = downstream;
    this.loop = loop;
    this.requests = Legs.requests(channel);
  }

  static void install(Channel channel, Downstream downstream, HttpLoop loop) {
    Http2DownstreamConnection connection = new Http2DownstreamConnection(channel, downstream, loop);
    Http2FrameCodec codec = Http2Codecs.server(loop.limits());
    ChannelInitializer<Channel> onStream =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Http2DownstreamHandler(connection));
          }
        };
    channel.pipeline().addLast(codec, new Http2MultiplexHandler(onStream), connection);
    Http2Codecs.widen(codec);
    channel.flush();
    loop.add(connection);
  }

  HttpLoop loop() {
    return loop;
  }

  Downstream downstream() {
    return downstream;
  }

  /** How the client's side of a stream ended that nobody reset. */
  String howGone() {
    return howGone;
  }

  void onRequest(Http2DownstreamHandler stream) {
    requests.lazySet(requests.get() + 1); // this loop is the only writer
    streams.add(stream);
  }

  void onEnd(Http2DownstreamHandler stream) {
    streams.remove(stream);
    idleSinceNanos = System.nanoTime();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    ReferenceCountUtil.release(frame); // SETTINGS, PING, GOAWAY: the codec has answered
    if (++controlFrames == MAX_CONTROL_FRAMES) {
      ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
      Legs.reason(channel, "the client floods the connection with HTTP/2 control frames");
      Legs.cut(channel);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.remove(this);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2Exception) {
      howGone = "HTTP/2 error of the client: " + TlsErrors.cut(String.valueOf(cause.getMessage()));
      Legs.reason(channel, howGone);
    } else {
      howGone = "connection reset by the client";
    }
    Legs.cut(channel);
  }

  @Override
  public void sweep(long nowNanos) {
    controlFrames = 0;
    new ArrayList<>(streams).forEach(stream -> stream.sweep(nowNanos));
    if (streams.isEmpty() && nowNanos - idleSinceNanos > loop.limits().idleTimeout().toNanos()) {
      channel.close();
    }
  }

  /** The codec sends GOAWAY, and closes when the streams under way are done. */
  @Override
  public void drain() {
    channel.close();
  }
}
