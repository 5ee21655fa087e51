package dev.tlsdiag.proxy.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;

/** Stands behind TLS: tells how the handshake ended, and keeps what TLS says later. */
final class TlsWatch extends ChannelInboundHandlerAdapter {
  /** What follows the handshake; called before the first bytes that came inside it. */
  interface Next {
    void established();

    void failed(Throwable cause);
  }

  private final LegRecorder recorder;
  private final Next next;
  private boolean over;
  private boolean failed;

  TlsWatch(LegRecorder recorder, Next next) {
    this.recorder = recorder;
    this.next = next;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && !over) {
      over = true;
      if (completion.isSuccess()) {
        next.established();
      } else {
        failed = true;
        next.failed(completion.cause());
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    recorder.applicationData();
    ctx.fireChannelRead(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!over || failed) {
      return; // the handshake's failure is told once, by its event
    }
    if (cause instanceof DecoderException && recorder.tlsFacts().established()) {
      recorder.tlsFailedLater(cause);
    }
    ctx.fireExceptionCaught(cause);
  }

  /** For those that only want to know the cause. */
  static Next onFailure(Consumer<Throwable> failed, Runnable established) {
    return new Next() {
      @Override
      public void established() {
        established.run();
      }

      @Override
      public void failed(Throwable cause) {
        failed.accept(cause);
      }
    };
  }
}
