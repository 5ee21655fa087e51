package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The listeners of one scenario, on 127.0.0.1, and the thread that serves them. */
final class Loopback implements Closeable {
  static final String ADDRESS = "127.0.0.1";

  private static final int CONNECT_MILLIS = 5_000;
  private static final int CLOSE_MILLIS = 1_000;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("tlsdiag-lab", true), NioIoHandler.newFactory());
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  private final List<Closeable> others = new ArrayList<>();

  /** Listens on any free port. The handler is asked for anew for each connection's pipeline. */
  Endpoint listen(ChannelHandler connections) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .handler(new Remembering(channels))
            .childHandler(connections)
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen on " + ADDRESS, bound.cause());
    }
    Channel listener = bound.channel();
    channels.add(listener);
    return new Endpoint(ADDRESS, ((InetSocketAddress) listener.localAddress()).getPort());
  }

  /** An address that nobody listens on, for as long as the scenario runs. */
  Endpoint unused() throws IOException {
    Socket holder =
        new Socket(); // bound and not listening: the system refuses, and gives it nobody
    holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    closing(holder);
    return new Endpoint(ADDRESS, holder.getLocalPort());
  }

  /** Ends with these listeners. */
  void closing(Closeable open) {
    others.add(open);
  }

  /** Begins a connection of a proxy to a server. */
  ChannelFuture connect(Endpoint server, ChannelHandler connection) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(connection)
            .connect(server.host(), server.port());
    channels.add(connecting.channel());
    return connecting;
  }

  /** Remembers what was accepted, so that a silent connection ends with its scenario. */
  private static final class Remembering extends ChannelInboundHandlerAdapter {
    private final ChannelGroup channels;

    Remembering(ChannelGroup channels) {
      this.channels = channels;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
      channels.add((Channel) accepted);
      context.fireChannelRead(accepted);
    }
  }

  @Override
  public void close() {
    for (Closeable other : others) {
      try {
        other.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
    channels.close().awaitUninterruptibly(CLOSE_MILLIS);
    loop.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MILLIS);
  }
}
