package dev.tlsdiag.proxy.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/** Passes all bytes of one connection on to another on the same event loop; a half may close. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
  private final Channel other;
  private boolean ended;

  private RelayHandler(Channel other) {
    this.other = other;
  }

  /** Joins two connections; reading begins when both have their handler. */
  static void join(Channel one, Channel two) {
    for (Channel each : new Channel[] {one, two}) {
      each.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    one.pipeline().addLast(new RelayHandler(two));
    two.pipeline().addLast(new RelayHandler(one));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    other.write(message, other.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    other.flush();
    if (!other.isWritable()) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      other.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      endOther();
    }
  }

  private void endOther() {
    if (ended) {
      return;
    }
    ended = true;
    boolean whole = !((DuplexChannel) other).isInputShutdown() && other.isActive();
    other
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (whole) {
                WireHandler.of(other).selfClosed();
                ((DuplexChannel) other).shutdownOutput();
              } else {
                other.close();
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (other.isActive()) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (WireHandler.of(ctx.channel()).endedByReset() && other.isActive()) {
      // A reset is passed on as one: what the client sees is what the server did.
      other.config().setOption(ChannelOption.SO_LINGER, 0);
      other.close();
    }
    ctx.close();
  }
}
