package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.tcp.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The smallest HTTP layer: for each request head it opens a connection to the server, sends the
 * head there, and relays what comes back until the server closes.
 */
final class EchoHttpLayer implements HttpLayer {
  private final UpstreamConnector connector;

  private EchoHttpLayer(UpstreamConnector connector) {
    this.connector = connector;
  }

  static HttpLayer create(ProxySettings settings, UpstreamConnector connector, RecordSink sink) {
    return new EchoHttpLayer(connector);
  }

  @Override
  public void install(Channel channel, Downstream downstream) {
    channel.pipeline().addLast(new Client(downstream));
  }

  @Override
  public void drain() {}

  private final class Client extends ChannelInboundHandlerAdapter {
    private final Downstream downstream;
    private final StringBuilder head = new StringBuilder();

    Client(Downstream downstream) {
      this.downstream = downstream;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      head.append(bytes.toString(StandardCharsets.ISO_8859_1));
      bytes.release();
      if (head.indexOf("\r\n\r\n") >= 0) {
        Legs.requests(ctx.channel()).incrementAndGet();
        request(ctx);
      }
    }

    private void request(ChannelHandlerContext ctx) {
      String text = head.toString();
      head.setLength(0);
      String host = text.replaceAll("(?si).*?\r\nHost: ([^\r]*)\r\n.*", "$1");
      Endpoint target =
          downstream
              .target()
              .orElseGet(
                  () -> {
                    int colon = host.lastIndexOf(':');
                    return new Endpoint(
                        host.substring(0, colon), Integer.parseInt(host.substring(colon + 1)));
                  });
      UpstreamConnector.Route route =
          connector.route(downstream, target, downstream.targetTls(), Optional.of(host));
      Future<UpstreamConnector.Connected> connecting =
          connector.connect(route, downstream.id(), ctx.channel().eventLoop());
      connecting.addListener(
          done -> {
            if (connecting.isSuccess()) {
              Channel server = connecting.getNow().channel();
              server.pipeline().addLast(new Server(ctx.channel()));
              server.config().setAutoRead(true);
              server.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
            } else {
              UpstreamException e = (UpstreamException) connecting.cause();
              String body = e.failure().kind() + " " + e.failure().detail();
              ctx.writeAndFlush(
                      Unpooled.copiedBuffer(
                          "HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: "
                              + body.length()
                              + "\r\n\r\n"
                              + body,
                          StandardCharsets.ISO_8859_1))
                  .addListener(ChannelFutureListener.CLOSE);
            }
          });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private static final class Server extends ChannelInboundHandlerAdapter {
    private final Channel client;

    Server(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      client.writeAndFlush(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
