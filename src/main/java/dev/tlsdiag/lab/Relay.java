package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;

/** Carries the bytes of a tunnel to a server and back. One for each connection. */
final class Relay extends ChannelInboundHandlerAdapter {
  private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

  private final Loopback loopback;
  private final Endpoint server;
  private final String opening;
  private Promise<Channel> ready;
  private ChannelFuture connecting;

  /**
   * @param opening what the server gets first; its answer, up to an empty line, is kept back. Empty
   *     for nothing
   */
  Relay(Loopback loopback, Endpoint server, String opening) {
    this.loopback = loopback;
    this.server = server;
    this.opening = opening;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ready = context.executor().newPromise();
    connecting = loopback.connect(server, new Back(context.channel(), ready, !opening.isEmpty()));
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            context.close();
          } else if (opening.isEmpty()) {
            ready.setSuccess(connecting.channel());
          } else {
            connecting
                .channel()
                .writeAndFlush(Unpooled.copiedBuffer(opening, StandardCharsets.US_ASCII));
          }
        });
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object bytes) {
    send((ByteBuf) bytes);
  }

  /** Writes are kept in order: all of them wait for the same tunnel, on one thread. */
  private void send(ByteBuf bytes) {
    ready.addListener(tunnel -> connecting.channel().writeAndFlush(bytes));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    connecting.channel().close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  /** From the server to the client. */
  private static final class Back extends ChannelInboundHandlerAdapter {
    private final Channel client;
    private final Promise<Channel> ready;
    private boolean head;
    private int matched;

    Back(Channel client, Promise<Channel> ready, boolean head) {
      this.client = client;
      this.ready = ready;
      this.head = head;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      while (head && bytes.isReadable()) {
        byte b = bytes.readByte();
        matched = b == END_OF_HEAD[matched] ? matched + 1 : b == END_OF_HEAD[0] ? 1 : 0;
        head = matched < END_OF_HEAD.length;
        if (!head) {
          ready.setSuccess(context.channel());
        }
      }
      if (bytes.isReadable()) {
        client.writeAndFlush(bytes);
      } else {
        bytes.release();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
      client.close();
    }
  }
}
