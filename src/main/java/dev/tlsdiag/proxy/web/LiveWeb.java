package dev.tlsdiag.proxy.web;

import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.proxy.record.FlowPackets;
import dev.tlsdiag.tcp.Endpoint;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The page of a running proxy, on a port of its own. */
public final class LiveWeb implements Closeable {
  private static final int MOST_CONNECTIONS = 64;
  private static final int LONGEST_LINE = 8_192;
  private static final int LONGEST_HEADERS = 16_384;
  private static final int LONGEST_BODY = 1_024;
  private static final int THREADS = 2;
  private static final int LOW_WATER = 64 << 10;
  private static final int HIGH_WATER = 512 << 10;
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          THREADS, new DefaultThreadFactory("tlsdiag-web", true), NioIoHandler.newFactory());

  private final ChannelGroup channels =
      new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, /* stayClosed= */ true);
  private final WebFeeds feeds;
  private final String token = WebAccess.newToken();
  private final Endpoint address;

  private LiveWeb(WebSettings settings, LiveFlows flows, FlowPackets packets, Limits limits)
      throws IOException {
    feeds = new WebFeeds(flows, limits);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    serve(channel, settings, flows, packets, limits);
                  }
                });
    Endpoint listen = settings.listen();
    ChannelFuture bound =
        bootstrap.bind(new InetSocketAddress(listen.host(), listen.port())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop();
      throw new IOException(
          "cannot serve the page on %s: %s".formatted(listen, bound.cause().getMessage()),
          bound.cause());
    }
    channels.add(bound.channel());
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    address = new Endpoint(listen.host(), port);
  }

  /**
   * What is waited for.
   *
   * @param request for a whole request, and for a reader of events that takes nothing
   * @param heartbeat between two signs of life
   */
  record Limits(Duration request, Duration heartbeat) {
    static final Limits USUAL = new Limits(Duration.ofSeconds(30), Duration.ofSeconds(5));
  }

  /**
   * Opens the port.
   *
   * @throws IOException where it cannot be opened; the message names the address
   */
  public static LiveWeb start(WebSettings settings, LiveFlows flows, FlowPackets packets)
      throws IOException {
    return start(settings, flows, packets, Limits.USUAL);
  }

  static LiveWeb start(WebSettings settings, LiveFlows flows, FlowPackets packets, Limits limits)
      throws IOException {
    return new LiveWeb(settings, flows, packets, limits);
  }

  private void serve(
      Channel channel, WebSettings settings, LiveFlows flows, FlowPackets packets, Limits limits) {
    if (channels.size() > MOST_CONNECTIONS) {
      channel.close();
      return;
    }
    channels.add(channel);
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    WebAccess access = new WebAccess(new Endpoint(settings.listen().host(), port), token);
    WebAnswers answers = new WebAnswers(settings, flows, packets);
    channel
        .pipeline()
        .addLast(
            new HttpServerCodec(
                new HttpDecoderConfig()
                    .setMaxInitialLineLength(LONGEST_LINE)
                    .setMaxHeaderSize(LONGEST_HEADERS)))
        .addLast(new HttpObjectAggregator(LONGEST_BODY, true))
        .addLast(new RequestTimer(limits.request()))
        .addLast(new WebHandler(access, answers, feeds));
  }

  public Endpoint address() {
    return address;
  }

  /**
   * The page with the token, for its user alone. The token stands where a browser does not send it
   * to anybody: behind the {@code #}.
   */
  public String url() {
    String host =
        switch (address.host()) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "::1";
          default -> address.host();
        };
    return "http://%s/#%s".formatted(new Endpoint(host, address.port()), token);
  }

  /** How many are open. */
  int connections() {
    return channels.size() - 1; // the listener is one of them
  }

  String token() {
    return token;
  }

  /** Tells the pages that the proxy has ended, and closes the port. */
  @Override
  public void close() {
    feeds.close(LAST_WORDS);
    stop();
  }

  private void stop() {
    channels.close().awaitUninterruptibly(LAST_WORDS.toMillis());
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(LAST_WORDS.toMillis());
  }
}
