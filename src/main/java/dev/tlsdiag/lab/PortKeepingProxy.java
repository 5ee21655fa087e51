package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A proxy that dials from the port that its client has, as transparent ones do. It has had such a
 * connection before, of which the server has not heard the end. One for each connection.
 */
final class PortKeepingProxy extends ChannelInboundHandlerAdapter {
  private static final int PATIENCE_MILLIS = 2_500; // two SYNs, and time for the third to stay away

  private final String source;
  private final Endpoint server;

  private PortKeepingProxy(String source, Endpoint server) {
    this.source = requireNonNull(source, "source is null");
    this.server = requireNonNull(server, "server is null");
  }

  /**
   * @param source address that it dials from
   */
  static ChannelHandler connections(String source, Endpoint server) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(new PortKeepingProxy(source, server));
      }
    };
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    int port = ((InetSocketAddress) context.channel().remoteAddress()).getPort();
    Thread thread = new Thread(() -> dial(context, port), "tlsdiag-lab-dial");
    thread.setDaemon(true);
    thread.start();
  }

  private void dial(ChannelHandlerContext context, int port) {
    try (Socket before = dialled(port)) {
      before.setSoLinger(true, 0); // ends with a reset, at once
    } catch (IOException e) {
      context.close();
      return;
    }
    try (Socket again = dialled(port)) {
      again.setSoLinger(true, 0);
    } catch (IOException e) {
      // As it is to be.
    }
    context.close();
  }

  private Socket dialled(int port) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(source, port));
      socket.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
