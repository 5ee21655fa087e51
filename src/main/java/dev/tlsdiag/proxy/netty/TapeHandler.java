package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.trace.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Tells the tape of a connection what passes inside the TLS of a proxy. */
final class TapeHandler extends ChannelDuplexHandler {
  private final LegWire wire;

  TapeHandler(LegWire wire) {
    this.wire = wire;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    wire.tape(Side.SERVER, ((ByteBuf) message).nioBuffer(), WallClock.nanos());
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    wire.tape(Side.CLIENT, ((ByteBuf) message).nioBuffer(), WallClock.nanos());
    ctx.write(message, promise);
  }
}
