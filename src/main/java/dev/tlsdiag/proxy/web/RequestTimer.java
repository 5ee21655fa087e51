package dev.tlsdiag.proxy.web;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Closes a connection that says nothing whole for too long; an event stream stops the clock. */
final class RequestTimer extends ChannelDuplexHandler {
  /** The connection carries events from now on. */
  static final Object STREAMING = new Object();

  private final Duration patience;
  private Future<?> end;

  RequestTimer(Duration patience) {
    this.patience = patience;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
    ctx.fireChannelActive();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  private void start(ChannelHandlerContext ctx) {
    stop();
    end = ctx.executor().schedule(() -> ctx.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stop() {
    if (end != null) {
      end.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object request) {
    start(ctx);
    ctx.fireChannelRead(request);
  }

  @Override
  public void write(
      ChannelHandlerContext ctx, Object message, io.netty.channel.ChannelPromise promise) {
    if (message == STREAMING) {
      stop();
      promise.setSuccess();
    } else {
      ctx.write(message, promise);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }
}
