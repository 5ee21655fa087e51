package dev.tlsdiag.proxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Tells HTTP/2 by prior knowledge from HTTP/1.1 by its first bytes (RFC 9113 section 3.4), where no
 * ALPN has.
 */
final class HttpVersionDetector extends ByteToMessageDecoder implements HttpLoop.Swept {
  private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private final Channel channel;
  private final Downstream downstream;
  private final HttpLoop loop;
  private final long sinceNanos = System.nanoTime();
  private boolean anyByte;

  HttpVersionDetector(Channel channel, Downstream downstream, HttpLoop loop) {
    this.channel = channel;
    this.downstream = downstream;
    this.loop = loop;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    anyByte = true;
    int known = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < known; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        Http1DownstreamHandler.install(channel, downstream, loop);
        ctx.pipeline().remove(this);
        return;
      }
    }
    if (known == PREFACE.length) {
      Http2DownstreamConnection.install(channel, downstream, loop);
      ctx.pipeline().remove(this);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    loop.remove(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    loop.remove(this);
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  public void sweep(long nowNanos) {
    HttpLimits limits = loop.limits();
    if (nowNanos - sinceNanos > (anyByte ? limits.headTimeout() : limits.idleTimeout()).toNanos()) {
      channel.close();
    }
  }

  @Override
  public void drain() {
    channel.close();
  }
}
