package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A sidecar: takes requests of HTTP/1.1 in the clear, whatever address they were for, and decides
 * by the request alone where they go.
 */
final class HttpRouter extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** The preface of HTTP/2 and an empty SETTINGS frame (RFC 9113 section 3.4). */
  private static final String HTTP2_PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  /** Where a request goes. */
  sealed interface Route {
    /** Nowhere: this is the answer. */
    record Local(HttpAnswer answer) implements Route {
      public Local {
        requireNonNull(answer, "answer is null");
      }
    }

    /**
     * To a server.
     *
     * @param tls how it is spoken to; empty for in the clear
     * @param http2 whether it gets HTTP/2 without being asked
     * @param whenClosed Envoy's reset reason where no answer comes
     */
    record To(Endpoint server, Optional<SslContext> tls, boolean http2, String whenClosed)
        implements Route {
      public To {
        requireNonNull(server, "server is null");
        requireNonNull(tls, "tls is null");
        requireNonNull(whenClosed, "whenClosed is null");
      }

      To(Endpoint server, Optional<SslContext> tls, boolean http2) {
        this(server, tls, http2, "connection termination");
      }
    }

    /** In the clear to where the client wanted to go, as a sidecar does what it does not know. */
    static Route passedThrough(Endpoint server) {
      return new To(server, Optional.empty(), false, "connection failure");
    }

    static Route to(Endpoint server) {
      return new To(server, Optional.empty(), false);
    }
  }

  private final Loopback loopback;
  private final Function<FullHttpRequest, Route> routes;

  private HttpRouter(Loopback loopback, Function<FullHttpRequest, Route> routes) {
    this.loopback = loopback;
    this.routes = routes;
  }

  static ChannelHandler connections(Loopback loopback, Function<FullHttpRequest, Route> routes) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(new HttpServerCodec())
            .addLast(new HttpObjectAggregator(LabServer.MOST_BODY_BYTES))
            .addLast(new HttpRouter(loopback, routes));
      }
    };
  }

  /** The Host of a request, in lower case and without the port. */
  static String host(FullHttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST, "");
    int colon = host.lastIndexOf(":");
    return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Route route = routes.apply(request);
    if (route instanceof Route.Local local) {
      context.writeAndFlush(local.answer().response());
      return;
    }
    Route.To to = (Route.To) route;
    FullHttpRequest copy = request.retain();
    Channel client = context.channel();
    ChannelFuture connecting =
        loopback.connect(
            to.server(),
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                to.tls()
                    .ifPresent(tls -> channel.pipeline().addLast(tls.newHandler(channel.alloc())));
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(LabServer.MOST_BODY_BYTES))
                    .addLast(new Backward(client, to.whenClosed()));
              }
            });
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            copy.release();
            client.writeAndFlush(HttpAnswer.envoyReset("connection failure").response());
          } else if (to.http2()) {
            copy.release();
            ByteBuf preface = Unpooled.copiedBuffer(HTTP2_PREFACE, StandardCharsets.ISO_8859_1);
            connecting.channel().pipeline().context(HttpClientCodec.class).writeAndFlush(preface);
          } else {
            connecting.channel().writeAndFlush(copy);
          }
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  /** Gives the server's answer to the client, or says that none came. */
  private static final class Backward extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Channel client;
    private final String whenClosed;
    private boolean answered;

    Backward(Channel client, String whenClosed) {
      this.client = client;
      this.whenClosed = whenClosed;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      answered = true;
      if (response.decoderResult().isFailure()) {
        client.writeAndFlush(HttpAnswer.envoyReset("protocol error").response());
      } else {
        response.headers().set("x-envoy-upstream-service-time", "1");
        client.writeAndFlush(response.retain());
      }
      context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!answered) {
        client.writeAndFlush(HttpAnswer.envoyReset(whenClosed).response());
      }
      context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
