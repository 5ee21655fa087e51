package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.trace.Side;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;

/** One direction of a connection that has left HTTP by a response 101: bytes as they come. */
final class UpgradeRelayHandler extends ChannelInboundHandlerAdapter {

  /** Both directions. */
  private static final class Pair implements HttpLoop.Swept {
    private final Exchange exchange;
    private final HttpLoop loop;
    private final UpgradeRelayHandler client;
    private final UpgradeRelayHandler server;
    private long lastActivityNanos = System.nanoTime();
    private boolean ended;

    Pair(Channel client, Channel server, Exchange exchange, HttpLoop loop) {
      this.exchange = exchange;
      this.loop = loop;
      this.client = new UpgradeRelayHandler(this, server, Side.CLIENT);
      this.server = new UpgradeRelayHandler(this, client, Side.SERVER);
    }

    void end(Optional<String> how, Optional<Side> by) {
      if (!ended) {
        ended = true;
        loop.remove(this);
        exchange.onRelayEnd(client.bytes, server.bytes, how, by);
      }
    }

    @Override
    public void sweep(long nowNanos) {
      if (nowNanos - lastActivityNanos > loop.limits().idleTimeout().toNanos()) {
        end(Optional.of("no byte for too long"), Optional.empty());
        client.peer.close();
        server.peer.close();
      }
    }

    @Override
    public void drain() {} // an upgraded connection has no request to wait for the end of
  }

  private final Pair pair;
  private final Channel peer;
  private final Side from;
  private long bytes;
  private boolean finished;

  private UpgradeRelayHandler(Pair pair, Channel peer, Side from) {
    this.pair = pair;
    this.peer = peer;
    this.from = from;
  }

  /** Adds a handler to the end of both pipelines. */
  static void join(Channel client, Channel server, Exchange exchange, HttpLoop loop) {
    Pair pair = new Pair(client, server, exchange, loop);
    client.pipeline().addLast(pair.client);
    server.pipeline().addLast(pair.server);
    allowHalfClosure(client);
    allowHalfClosure(server);
    client.config().setAutoRead(true);
    server.config().setAutoRead(true);
    loop.add(pair);
  }

  private static void allowHalfClosure(Channel channel) {
    if (channel instanceof DuplexChannel && channel.pipeline().get(SslHandler.class) == null) {
      channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf part)) {
      ReferenceCountUtil.release(message); // the end of the response 101
      return;
    }
    bytes += part.readableBytes();
    pair.lastActivityNanos = System.nanoTime();
    peer.write(part, peer.voidPromise());
    if (!peer.isWritable()) {
      peer.flush();
      ctx.channel().config().setAutoRead(peer.isWritable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    peer.config().setAutoRead(ctx.channel().isWritable());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !finished) {
      finished = true;
      if (peer instanceof DuplexChannel duplex && peer.pipeline().get(SslHandler.class) == null) {
        peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> duplex.shutdownOutput());
      } else {
        closePeer();
      }
      UpgradeRelayHandler other = from == Side.CLIENT ? pair.server : pair.client;
      if (other.finished) {
        pair.end(Optional.empty(), Optional.empty());
        ctx.close();
        closePeer();
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pair.end(Optional.empty(), Optional.empty());
    closePeer();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    pair.end(Optional.of("connection reset by the " + from.label()), Optional.of(from));
    ctx.close();
  }

  private void closePeer() {
    peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }
}
