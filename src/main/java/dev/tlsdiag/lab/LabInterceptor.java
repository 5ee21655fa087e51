package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small interception proxy that is not tlsdiag's: ends the client's TLS with given certificates,
 * opens its own connection with the client's name, HTTP/1.1 on both sides, one request each.
 */
final class LabInterceptor {
  private final Loopback loopback;
  private final SslContext upstream;
  private final Map<String, TlsTerms> terms = new LinkedHashMap<>();
  private final Map<String, Endpoint> servers = new LinkedHashMap<>();
  private final Map<String, LocalAnswer> local = new LinkedHashMap<>();
  private final Map<String, Script> scripts = new LinkedHashMap<>();
  private final Map<String, SessionMixer> mixers = new LinkedHashMap<>();
  private final List<X509Certificate> trusted;

  private boolean mindsHost;

  /** What the proxy says without asking the server. */
  record LocalAnswer(int status, String server, String body) {}

  /**
   * A connection to a server as another TLS library would make it, which then refuses.
   *
   * @param hello the ClientHello in its records
   * @param alert what is sent when the server has answered
   * @param answer what the client of the proxy gets
   */
  record Script(Bytes hello, AlertDescription alert, LocalAnswer answer) {}

  LabInterceptor(Loopback loopback, List<X509Certificate> trusted) throws IOException {
    this.loopback = loopback;
    this.trusted = List.copyOf(trusted);
    upstream =
        SslContextBuilder.forClient()
            .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
            .trustManager(trusted)
            .build();
  }

  /** Intercepts this host with these terms, and finds its server there. */
  void intercept(String host, TlsTerms with, Endpoint server) {
    terms.put(host, with);
    servers.put(host, server);
  }

  /** Answers requests for this host by itself. */
  void answer(String host, LocalAnswer answer) {
    local.put(host, answer);
  }

  /** Goes to this host's server by a script. */
  void script(String host, Script script) {
    scripts.put(host, script);
  }

  /** Has a session with this server by the other name first, and resumes it for the host. */
  void mixSessions(String host, String other) throws IOException {
    mixers.put(host, new SessionMixer(loopback, trusted, servers.get(host), other));
  }

  /** Answers 421 where the Host is another than the name of the connection. */
  void mindsHost() {
    mindsHost = true;
  }

  /** Connections that begin with a ClientHello. */
  LabServer transparent() {
    return LabServer.of(
        "interceptor",
        hello -> {
          TlsTerms known = terms.get(hello.serverName().orElse(""));
          return known == null ? new Reaction.Reset() : new Reaction.Serve(known);
        },
        seen -> new Forwarder(seen.sni()));
  }

  /** Connections that begin with CONNECT. */
  ChannelHandler explicit() {
    return ConnectProxy.tunnelsTo(transparent()::gate);
  }

  /** Sends each request on, over a connection of its own. */
  private final class Forwarder extends SimpleChannelInboundHandler<FullHttpRequest> {
    private final String host;

    Forwarder(String host) {
      this.host = host;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      LocalAnswer answer = local.get(host);
      if (mindsHost && !HttpRouter.host(request).equals(host)) {
        answer = new LocalAnswer(421, "tlsdiag-lab", "misdirected request\n");
      }
      if (answer != null) {
        reply(context, answer);
        return;
      }
      SessionMixer mixer = mixers.get(host);
      if (mixer != null) {
        mixer.ask(host, result -> reply(context, result));
        return;
      }
      Script script = scripts.get(host);
      if (script != null) {
        loopback.connect(servers.get(host), new ScriptedClient(script, context));
        return;
      }
      request.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      FullHttpRequest copy = request.retain();
      Channel client = context.channel();
      Endpoint server = servers.get(host);
      ChannelFuture connecting =
          loopback.connect(
              server,
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  SslHandler tls = upstream.newHandler(channel.alloc(), host, server.port());
                  channel
                      .pipeline()
                      .addLast(tls)
                      .addLast(new HttpClientCodec())
                      .addLast(new HttpObjectAggregator(LabServer.MOST_BODY_BYTES))
                      .addLast(new Backward(client));
                }
              });
      connecting.addListener(
          connected -> {
            if (connected.isSuccess()) {
              connecting.channel().writeAndFlush(copy);
            } else {
              copy.release();
              reply(context, new LocalAnswer(502, "tlsdiag-lab", "no connection to the server\n"));
            }
          });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** Sends its hello, and an alert for whatever comes. */
  private static final class ScriptedClient extends SimpleChannelInboundHandler<ByteBuf> {
    private final Script script;
    private final ChannelHandlerContext client;
    private boolean answered;

    ScriptedClient(Script script, ChannelHandlerContext client) {
      this.script = script;
      this.client = client;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.writeAndFlush(Unpooled.wrappedBuffer(script.hello().toArray()));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf answer) {
      if (!answered) {
        answered = true;
        byte[] alert = {21, 3, 3, 0, 2, 2, (byte) script.alert().code()};
        context
            .writeAndFlush(Unpooled.wrappedBuffer(alert))
            .addListener(ChannelFutureListener.CLOSE);
        reply(client, script.answer());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** Gives the server's answer to the client. */
  private static final class Backward extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Channel client;

    Backward(Channel client) {
      this.client = client;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      response.headers().set(HttpHeaderNames.VIA, "1.1 tlsdiag-lab");
      client.writeAndFlush(response.retain()).addListener(ChannelFutureListener.CLOSE);
      context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
      client.close();
    }
  }

  private static void reply(ChannelHandlerContext context, LocalAnswer answer) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            Unpooled.copiedBuffer(answer.body(), StandardCharsets.US_ASCII));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length())
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
        .set(HttpHeaderNames.SERVER, answer.server())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
