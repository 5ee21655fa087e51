package dev.tlsdiag.lab;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.ssl.SslHandler;

/** Asks for another handshake, with a client certificate, before it gives a page. */
final class Renegotiation extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final WebPage page;

  Renegotiation(WebPage page) {
    this.page = page;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    SslHandler tls = context.pipeline().get(SslHandler.class);
    tls.engine().setWantClientAuth(true);
    request.retain();
    tls.renegotiate()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                context.pipeline().addLast(page);
                context.fireChannelRead(request);
              } else {
                request.release();
                context.close();
              }
            });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // the client does not renegotiate
  }
}
