package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.trace.Side;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands next to the socket: tells the recorder what passes, and closes connections on which
 * nothing does.
 */
final class WireHandler extends ChannelDuplexHandler {
  static final String NAME = "wire";
  private static final AttributeKey<LegRecorder> RECORDER =
      AttributeKey.valueOf(WireHandler.class, "recorder");

  private final ProxyScope scope;
  private final LegRecorder recorder;
  private final GenericFutureListener<Future<Void>> written = this::written;
  private Future<?> idleCheck;
  private ChannelHandlerContext context;

  WireHandler(ProxyScope scope, LegRecorder recorder) {
    this.scope = scope;
    this.recorder = recorder;
  }

  /** The recorder of this connection. */
  static LegRecorder of(Channel channel) {
    return channel.attr(RECORDER).get();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    ctx.channel().attr(RECORDER).set(recorder);
    scheduleIdleCheck(ctx, scope.settings.idleTimeout().toNanos());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    scope.channels.add(ctx.channel());
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    recorder.wire().read((ByteBuf) message);
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    recorder.wire().wrote((ByteBuf) message);
    if (!promise.isVoid()) { // a void one tells the pipeline itself
      promise.addListener(written);
    }
    ctx.write(message, promise);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    if (ctx.channel().isActive()) {
      recorder.wire().selfClosed();
    }
    ctx.close(promise);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      recorder.wire().peerClosed();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      if (isReset(cause)) {
        recorder.wire().peerReset();
      } else {
        recorder.reason(String.valueOf(cause.getMessage()));
      }
    }
    ctx.fireExceptionCaught(cause);
  }

  /** Where nobody reads, because the peer is slow, a write is the first to learn of a reset. */
  private void written(Future<Void> write) {
    Throwable cause = write.cause();
    if (cause instanceof IOException && isReset(cause) && !recorder.wire().endedByReset()) {
      recorder.wire().peerReset();
      context.fireExceptionCaught(cause);
    }
  }

  private static boolean isReset(Throwable cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("reset") || message.contains("broken pipe");
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    recorder.wire().inactive();
    if (idleCheck != null) {
      idleCheck.cancel(false);
    }
    // Those above learn of it first: what they know belongs into the record.
    ctx.fireChannelInactive();
    if (recorder.self() == Side.SERVER) {
      scope.ended(recorder);
    }
    AtomicLong requests = ctx.channel().attr(Legs.REQUESTS).get();
    recorder.finish(requests == null ? 0 : requests.get());
  }

  private void scheduleIdleCheck(ChannelHandlerContext ctx, long nanos) {
    if (nanos > 0) {
      idleCheck = ctx.executor().schedule(() -> checkIdle(ctx), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void checkIdle(ChannelHandlerContext ctx) {
    if (!ctx.channel().isOpen()) {
      return;
    }
    long limit = scope.settings.idleTimeout().toNanos();
    long quiet = WallClock.nanos() - recorder.wire().lastNanos();
    if (quiet >= limit) {
      recorder.reason("no traffic for " + Waits.text(scope.settings.idleTimeout()));
      ctx.channel().close();
    } else {
      scheduleIdleCheck(ctx, limit - quiet);
    }
  }
}
