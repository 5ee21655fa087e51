package dev.tlsdiag.lab;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Holds back what a client sends first, then goes on as if it had come just now. */
final class DelayedStart extends ChannelInboundHandlerAdapter {
  private final Duration delay;
  private final ChannelHandler next;

  private DelayedStart(Duration delay, ChannelHandler next) {
    this.delay = delay;
    this.next = next;
  }

  /** Connections that begin so much later. */
  static ChannelHandler by(Duration delay, ChannelHandler next) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new DelayedStart(delay, next));
      }
    };
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.executor().schedule(() -> goOn(context), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void goOn(ChannelHandlerContext context) {
    if (context.channel().isOpen()) {
      context.pipeline().addLast(next);
      context.pipeline().remove(this);
      context.channel().config().setAutoRead(true);
    }
  }
}
