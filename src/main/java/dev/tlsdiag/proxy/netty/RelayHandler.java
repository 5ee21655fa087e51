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

  /** From now on the peer's end of sending does not close the connection. */
  static void keepHalves(Channel channel) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
  }

  /** Joins two connections; the caller lets them read. */
  static void join(Channel one, Channel two) {
    keepHalves(one);
    keepHalves(two);
    one.pipeline().addLast(new RelayHandler(two));
    two.pipeline().addLast(new RelayHandler(one));
  }

  /** Lets a connection read again, where there is still something to read: epoll minds. */
  static void readOn(Channel channel) {
    if (channel.isOpen() && !((DuplexChannel) channel).isInputShutdown()) {
      channel.config().setAutoRead(true);
    }
  }

  /** The peer may have ended its half before it was joined. */
  static void passEndOn(Channel channel) {
    if (((DuplexChannel) channel).isInputShutdown()) {
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
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
      readOn(other);
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
                WireHandler.of(other).wire().selfClosed();
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
    if (WireHandler.of(ctx.channel()).wire().endedByReset() && other.isActive()) {
      // A reset is passed on as one: what the client sees is what the server did.
      other.config().setOption(ChannelOption.SO_LINGER, 0);
      other.close();
    }
    ctx.close();
  }
}
