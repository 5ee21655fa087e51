package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Optional;

/** A server of HTTP/1.1 in the clear. One for each connection. */
final class PlainWeb extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** What it does about a request. */
  @FunctionalInterface
  interface Policy {
    /**
     * @param number of the request on its connection, 1-based
     * @return empty: closes without an answer
     */
    Optional<HttpAnswer> onRequest(FullHttpRequest request, int number);

    static Policy always(HttpAnswer answer) {
      return (request, number) -> Optional.of(answer);
    }
  }

  private final Policy policy;
  private int requests;

  private PlainWeb(Policy policy) {
    this.policy = requireNonNull(policy, "policy is null");
  }

  static ChannelHandler connections(Policy policy) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(new HttpServerCodec())
            .addLast(new HttpObjectAggregator(LabServer.MOST_BODY_BYTES))
            .addLast(new PlainWeb(policy));
      }
    };
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Optional<HttpAnswer> answer =
        request.decoderResult().isFailure()
            ? Optional.empty()
            : policy.onRequest(request, ++requests);
    if (answer.isEmpty()) {
      context.close();
      return;
    }
    FullHttpResponse response = answer.get().response();
    if (HttpUtil.isKeepAlive(request)) {
      context.writeAndFlush(response);
      return;
    }
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
