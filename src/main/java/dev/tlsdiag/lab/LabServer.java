package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ClientHello;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;

/**
 * The connections of one server: gate, TLS, HTTP/1.1 or HTTP/2, one page.
 *
 * @param sessions told of each session that a full or resumed handshake ended in
 */
record LabServer(
    String name,
    WebPage.Look look,
    HelloPolicy policy,
    Reaction toPlaintext,
    Consumer<SSLSession> sessions) {
  private static final int MOST_BODY = 1 << 20;

  static final Reaction PLAINTEXT_REFUSED =
      new Reaction.Say(
          """
          HTTP/1.1 400 Bad Request\r
          Content-Type: text/plain\r
          Content-Length: 47\r
          Connection: close\r
          \r
          Client sent an HTTP request to an HTTPS server.
          """
              .stripTrailing());

  static LabServer of(String name, WebPage.Look look, HelloPolicy policy) {
    return new LabServer(name, look, policy, PLAINTEXT_REFUSED, session -> {});
  }

  LabServer telling(Consumer<SSLSession> listener) {
    return new LabServer(name, look, policy, toPlaintext, listener);
  }

  ChannelHandler handler() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new HelloGate(policy, toPlaintext, LabServer.this::serve));
      }
    };
  }

  private void serve(ChannelHandlerContext context, TlsTerms terms, ClientHello hello) {
    SslHandler tls = terms.context().newHandler(context.alloc());
    String sni = hello.serverName().orElse("");
    context.pipeline().addLast(tls).addLast(new OnceSecure(tls, sni));
  }

  /** Puts HTTP behind TLS when the handshake is done. */
  private final class OnceSecure extends ChannelInboundHandlerAdapter {
    private final SslHandler tls;
    private final String sni;

    OnceSecure(SslHandler tls, String sni) {
      this.tls = tls;
      this.sni = sni;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        SSLSession session = tls.engine().getSession();
        sessions.accept(session);
        boolean http2 = ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
        String protocol = http2 ? "HTTP/2" : "HTTP/1.1";
        WebPage page =
            new WebPage(look, new WebPage.Seen(name, sni, session.getProtocol(), protocol));
        speak(context.pipeline(), http2, page);
        context.pipeline().remove(this);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // TLS has sent its alert
    }
  }

  private static void speak(ChannelPipeline pipeline, boolean http2, WebPage page) {
    if (!http2) {
      pipeline
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(MOST_BODY))
          .addLast(page);
      return;
    }
    pipeline
        .addLast(Http2FrameCodecBuilder.forServer().build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream
                        .pipeline()
                        .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                        .addLast(new HttpObjectAggregator(MOST_BODY))
                        .addLast(page);
                  }
                }));
  }
}
