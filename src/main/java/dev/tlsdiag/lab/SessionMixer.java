package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The upstream side of a proxy with one memory for the sessions of all names: what it had with one
 * it offers to the next, and then checks the certificate it remembers.
 */
final class SessionMixer {
  /** Under this name all sessions are kept. */
  private static final String CLUSTER = "cluster";

  private static final String REFUSED =
      "upstream connect error or disconnect/reset before headers. reset reason: remote connection"
          + " failure, transport failure reason: TLS_error:|268435581:SSL routines:OPENSSL_internal:"
          + "CERTIFICATE_VERIFY_FAILED:TLS_error_end";

  private static final int FIRST_SECONDS = 20;

  private final Loopback loopback;
  private final Endpoint server;
  private final SslContext context;

  /** Has its first session with the server by the other name. */
  SessionMixer(Loopback loopback, List<X509Certificate> trusted, Endpoint server, String other)
      throws IOException {
    this.loopback = loopback;
    this.server = server;
    context =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.OPENSSL) // the JDK would repeat the first name as well
            .protocols("TLSv1.2")
            .trustManager(trusted)
            .endpointIdentificationAlgorithm(null)
            .build();
    var sessions = (OpenSslSessionContext) context.sessionContext();
    sessions.setSessionCacheEnabled(true);
    sessions.setTicketKeys(); // switches the extension session_ticket on
    CompletableFuture<Channel> first = new CompletableFuture<>();
    connect(other, first::complete);
    try {
      first.get(FIRST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no first session with the server", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("no first session with the server");
    }
  }

  void ask(String host, Consumer<LabInterceptor.LocalAnswer> done) {
    connect(host, second -> done.accept(new LabInterceptor.LocalAnswer(503, "envoy", REFUSED)));
  }

  private void connect(String name, Consumer<Channel> then) {
    loopback.connect(
        server,
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            SslHandler tls = context.newHandler(channel.alloc(), CLUSTER, server.port());
            SSLParameters parameters = tls.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            tls.engine().setSSLParameters(parameters);
            channel.pipeline().addLast(tls, new Request(tls, name, then));
          }
        });
  }

  /** Asks for a page if the certificate is for the name, and else leaves. */
  private static final class Request extends SimpleChannelInboundHandler<ByteBuf> {
    private final SslHandler tls;
    private final String name;
    private final Consumer<Channel> then;

    Request(SslHandler tls, String name, Consumer<Channel> then) {
      this.tls = tls;
      this.name = name;
      this.then = then;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event)
        throws SSLPeerUnverifiedException {
      if (event instanceof SslHandshakeCompletionEvent done) {
        if (done.isSuccess() && isFor(name)) {
          String request =
              "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(name);
          context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), request));
        } else {
          context.close();
        }
      }
    }

    private boolean isFor(String host) throws SSLPeerUnverifiedException {
      X509Certificate leaf = (X509Certificate) tls.engine().getSession().getPeerCertificates()[0];
      return leaf.getSubjectX500Principal().getName().equals("CN=" + host);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf page) {
      // the server closes after its page
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      then.accept(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
