package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The head of an HTTP proxy: what it does about CONNECT (RFC 9110 section 9.3.6). */
final class ConnectProxy extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int MOST_BODY_BYTES = 1 << 16;

  /**
   * No to a request.
   *
   * @param headers beside those of the length and the end of the connection
   */
  record Refusal(int status, String reason, Map<String, String> headers, String body) {}

  private static final Refusal NO_TUNNEL =
      new Refusal(400, "Bad Request", Map.of(), "only CONNECT\n");

  private final Optional<Refusal> refusal;
  private final Function<String, ChannelHandler> tunnel;

  private ConnectProxy(Optional<Refusal> refusal, Function<String, ChannelHandler> tunnel) {
    this.refusal = refusal;
    this.tunnel = tunnel;
  }

  /** Refuses whatever is asked. */
  static ChannelHandler refusing(Refusal refusal) {
    return connections(Optional.of(refusal), target -> new ChannelInboundHandlerAdapter());
  }

  /** Takes every CONNECT, and lets this handler do the rest. */
  static ChannelHandler tunnelsTo(Supplier<ChannelHandler> tunnel) {
    return tunnelsBy(target -> tunnel.get());
  }

  /** Takes every CONNECT, and lets the handler for its target do the rest. */
  static ChannelHandler tunnelsBy(Function<String, ChannelHandler> tunnel) {
    return connections(Optional.empty(), tunnel);
  }

  /** Takes every CONNECT, and relays what follows to this server, whatever was asked for. */
  static ChannelHandler relaying(Loopback loopback, Endpoint server) {
    return tunnelsTo(() -> new Relay(loopback, server, ""));
  }

  /**
   * Takes every CONNECT, and asks the next proxy for it.
   *
   * @param authority what the next one is asked for
   */
  static ChannelHandler chaining(Loopback loopback, Endpoint next, String authority) {
    String connect = "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(authority);
    return tunnelsTo(() -> new Relay(loopback, next, connect));
  }

  private static ChannelHandler connections(
      Optional<Refusal> refusal, Function<String, ChannelHandler> tunnel) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(new HttpServerCodec())
            .addLast(new HttpObjectAggregator(MOST_BODY_BYTES))
            .addLast(new ConnectProxy(refusal, tunnel));
      }
    };
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean connect = request.method().equals(HttpMethod.CONNECT);
    if (refusal.isPresent() || !connect) {
      context
          .writeAndFlush(response(refusal.orElse(NO_TUNNEL)))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    String target = request.uri();
    HttpResponseStatus established = new HttpResponseStatus(200, "Connection established");
    context
        .writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, established))
        .addListener(sent -> openTunnel(context, target));
  }

  private void openTunnel(ChannelHandlerContext context, String target) {
    context.pipeline().remove(HttpServerCodec.class);
    context.pipeline().remove(HttpObjectAggregator.class);
    context.pipeline().addLast(tunnel.apply(target));
    context.pipeline().remove(this);
  }

  private static FullHttpResponse response(Refusal refusal) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            new HttpResponseStatus(refusal.status(), refusal.reason()),
            Unpooled.copiedBuffer(refusal.body(), StandardCharsets.US_ASCII));
    refusal.headers().forEach((name, value) -> response.headers().set(name, value));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
        .set(HttpHeaderNames.CONTENT_LENGTH, refusal.body().length())
        .set(HttpHeaderNames.CONNECTION, "close");
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
