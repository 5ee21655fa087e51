package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A proxy that puts whatever its client sends into TLS, as a mesh that originates TLS does for
 * plain HTTP. It does not look into what it passes on.
 */
final class WrappingProxy extends ChannelInitializer<Channel> {
  private final Lab lab;
  private final SslContext tls;
  private final String host;
  private final Endpoint server;

  /**
   * @param tls of the proxy as a client
   * @param host what it names, and checks for
   */
  WrappingProxy(Lab lab, SslContext tls, String host, Endpoint server) {
    this.lab = lab;
    this.tls = tls;
    this.host = host;
    this.server = server;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.pipeline().addLast(new FromClient());
  }

  /** Keeps what comes before the server's TLS is there. */
  private final class FromClient extends ChannelInboundHandlerAdapter {
    private final Queue<Object> early = new ArrayDeque<>();
    private Channel upstream;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      lab.dial(
          server,
          new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
              SslHandler handler = tls.newHandler(channel.alloc(), host, server.port());
              handler.handshakeFuture().addListener(done -> open(context, channel));
              channel.pipeline().addLast(handler).addLast(new FromServer(context.channel()));
            }
          });
    }

    private void open(ChannelHandlerContext context, Channel channel) {
      context.executor().execute(() -> flush(channel));
    }

    private void flush(Channel channel) {
      upstream = channel;
      early.forEach(upstream::write);
      early.clear();
      upstream.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (upstream == null) {
        early.add(message);
      } else {
        upstream.writeAndFlush(message);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      early.forEach(ReferenceCountUtil::release);
      early.clear();
      if (upstream != null) {
        upstream.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** What was inside the proxy's TLS goes to the client as it is. */
  private static final class FromServer extends ChannelInboundHandlerAdapter {
    private final Channel client;

    FromServer(Channel client) {
      this.client = client;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      client.writeAndFlush(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
