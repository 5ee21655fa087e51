package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

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
import java.util.function.Function;
import javax.net.ssl.SSLSession;

/**
 * The connections of one server: gate, TLS, HTTP/1.1 or HTTP/2, and what answers requests.
 *
 * @param toPlaintext what a client gets whose first byte is not TLS
 * @param answers makes the handler of a connection's requests, which come whole
 * @param sessions told of each session that a full or a resumed handshake ended in
 */
record LabServer(
    String name,
    HelloPolicy policy,
    Reaction toPlaintext,
    Function<Seen, ChannelHandler> answers,
    Consumer<SSLSession> sessions) {
  static final int MOST_BODY_BYTES = 1 << 20;

  /** As web servers answer HTTP on their TLS port. */
  static final Reaction PLAINTEXT_REFUSED =
      Reaction.Say.http(
          "400 Bad Request",
          "Server: tlsdiag-lab",
          "Client sent an HTTP request to an HTTPS server.\n");

  /**
   * What a connection turned out to be.
   *
   * @param sni as the client sent it; empty for none
   * @param tls as the JDK names versions: {@code TLSv1.3}
   * @param http {@code HTTP/1.1} or {@code HTTP/2}
   */
  record Seen(String server, String sni, String tls, String http) {}

  LabServer {
    requireNonNull(name, "name is null");
    requireNonNull(policy, "policy is null");
    requireNonNull(toPlaintext, "toPlaintext is null");
    requireNonNull(answers, "answers is null");
    requireNonNull(sessions, "sessions is null");
  }

  /** A web server whose page says what it saw. */
  static LabServer web(String name, HelloPolicy policy) {
    return of(name, policy, seen -> new WebPage(WebPage.Look.TEXT, seen));
  }

  /** A server that answers as S3 lists a bucket. */
  static LabServer bucket(String name, HelloPolicy policy) {
    return of(name, policy, seen -> new WebPage(WebPage.Look.BUCKET, seen));
  }

  static LabServer of(String name, HelloPolicy policy, Function<Seen, ChannelHandler> answers) {
    return new LabServer(name, policy, PLAINTEXT_REFUSED, answers, session -> {});
  }

  LabServer toPlaintext(Reaction reaction) {
    return new LabServer(name, policy, reaction, answers, sessions);
  }

  LabServer telling(Consumer<SSLSession> listener) {
    return new LabServer(name, policy, toPlaintext, answers, listener);
  }

  /** The same, behind a PROXY header of version 1: who sends none is hung up on. */
  ChannelHandler behindProxyHeader() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new ProxyHeaderGate()).addLast(gate());
      }
    };
  }

  /** Waits for a ClientHello. One for each connection. */
  ChannelHandler gate() {
    return new HelloGate(policy, toPlaintext, this::serve);
  }

  ChannelHandler connections() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(gate());
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
        Seen seen = new Seen(name, sni, session.getProtocol(), http2 ? "HTTP/2" : "HTTP/1.1");
        speak(context.pipeline(), http2, answers.apply(seen));
        context.pipeline().remove(this);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // TLS has sent its alert
    }
  }

  private static void speak(ChannelPipeline pipeline, boolean http2, ChannelHandler answers) {
    if (!http2) {
      pipeline
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(MOST_BODY_BYTES))
          .addLast(answers);
      return;
    }
    ChannelHandler streams =
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream
                .pipeline()
                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                .addLast(new HttpObjectAggregator(MOST_BODY_BYTES))
                .addLast(answers);
          }
        };
    pipeline
        .addLast(Http2FrameCodecBuilder.forServer().build())
        .addLast(new Http2MultiplexHandler(streams));
  }
}
