package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A web server that hands requests on, as nginx does with {@code proxy_pass}: HTTP/1.1 in the clear
 * on both sides, a connection for each request, the client's address in a header.
 */
final class ReverseProxy extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Loopback loopback;
  private final Endpoint server;
  private final Optional<String> host;
  private final Consumer<Forwarded> told;

  private ReverseProxy(
      Loopback loopback, Endpoint server, Optional<String> host, Consumer<Forwarded> told) {
    this.loopback = loopback;
    this.server = server;
    this.host = host;
    this.told = told;
  }

  /**
   * @param host that requests get instead of their own; empty: it is handed on
   * @param told of each request that was answered
   */
  static ChannelHandler connections(
      Loopback loopback, Endpoint server, Optional<String> host, Consumer<Forwarded> told) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(new HttpServerCodec())
            .addLast(new HttpObjectAggregator(LabServer.MOST_BODY_BYTES))
            .addLast(new ReverseProxy(loopback, server, host, told));
      }
    };
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    FullHttpRequest copy = request.retain();
    Channel client = context.channel();
    HttpHeaders headers = copy.headers();
    host.ifPresent(name -> headers.set(HttpHeaderNames.HOST, name));
    if (!copy.content().isReadable()) {
      headers.remove(HttpHeaderNames.CONTENT_LENGTH); // the aggregator's, not the client's
    }
    headers.set("Connection", "close");
    headers.set("X-Forwarded-For", address(client.remoteAddress()).host());
    headers.set("X-Forwarded-Proto", "http");
    ChannelFuture connecting =
        loopback.connect(
            server,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(LabServer.MOST_BODY_BYTES))
                    .addLast(new Backward(client, copy.method().name(), copy.uri(), headers));
              }
            });
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            connecting.channel().writeAndFlush(copy);
          } else {
            copy.release();
            client.writeAndFlush(HttpAnswer.of(502, "nginx", "").response());
          }
        });
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private static Endpoint address(Object socketAddress) {
    InetSocketAddress address = (InetSocketAddress) socketAddress;
    return new Endpoint(address.getAddress().getHostAddress(), address.getPort());
  }

  /** Gives the answer to the client, and tells of it. */
  private final class Backward extends SimpleChannelInboundHandler<FullHttpResponse> {
    private final Channel client;
    private final String method;
    private final String path;
    private final List<HttpExchange.Header> asked;
    private boolean answered;

    Backward(Channel client, String method, String path, HttpHeaders headers) {
      this.client = client;
      this.method = method;
      this.path = path;
      asked = list(headers);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      answered = true;
      told.accept(new Forwarded(address(context.channel().localAddress()), server, seen(response)));
      response.headers().remove(HttpHeaderNames.CONNECTION);
      client.writeAndFlush(response.retain());
      context.close();
    }

    private HttpExchange seen(FullHttpResponse response) {
      ByteBuf body = response.content();
      int kept = Math.min(body.readableBytes(), HttpExchange.BODY_START);
      String authority =
          asked.stream()
              .filter(header -> header.name().equalsIgnoreCase("host"))
              .map(HttpExchange.Header::value)
              .findFirst()
              .orElse(server.toString());
      return new HttpExchange(
          method,
          "http://" + authority + path,
          authority,
          "http/1.1",
          OptionalInt.of(response.status().code()),
          asked,
          list(response.headers()),
          List.of(),
          Bytes.wrap(ByteBufUtil.getBytes(body, body.readerIndex(), kept, true)),
          0,
          body.readableBytes(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    private List<HttpExchange.Header> list(HttpHeaders headers) {
      return headers.entries().stream()
          .map(field -> new HttpExchange.Header(field.getKey(), field.getValue()))
          .toList();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (!answered) {
        client
            .writeAndFlush(HttpAnswer.of(502, "nginx", "").response())
            .addListener(ChannelFutureListener.CLOSE);
      }
      context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
