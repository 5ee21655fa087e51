package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.tcp.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The HTTP layer alone, between plain sockets on loopback. */
final class HttpRig implements UpstreamConnector, AutoCloseable {
  static final int PATIENCE_SECONDS = 60;

  final BlockingQueue<ExchangeRecord> records = new LinkedBlockingQueue<>();
  final Queue<Channel> downstreams = new ConcurrentLinkedQueue<>();
  final Queue<Channel> upstreams = new ConcurrentLinkedQueue<>();
  final AtomicLong connects = new AtomicLong();
  final HttpProxy proxy;
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Optional<Endpoint> target;
  private final ProxyMode mode;
  private final String alpn;
  private final AtomicLong ids = new AtomicLong();
  private final Channel server;

  /**
   * @param target empty for a regular proxy
   * @param alpn what is agreed on with servers; with {@code h2} in the clear by prior knowledge
   */
  HttpRig(Optional<Endpoint> target, String alpn, HttpLimits limits, Profile profile)
      throws InterruptedException {
    this.target = target;
    this.mode =
        target
            .<ProxyMode>map(to -> new ProxyMode.Reverse(false, to))
            .orElseGet(ProxyMode.Regular::new);
    this.alpn = alpn;
    this.proxy = new HttpProxy(this, profile, sink(), limits);
    this.server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    downstreams.add(channel);
                    proxy.install(channel, downstream());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
  }

  /** Before this origin, with everything as usual. */
  static HttpRig before(RawOrigin origin) throws InterruptedException {
    return new HttpRig(
        Optional.of(origin.endpoint()), "http/1.1", HttpLimits.USUAL, Profiles.TLSDIAG);
  }

  /** Before another one, which it speaks HTTP/2 to. */
  static HttpRig before(HttpRig next) throws InterruptedException {
    return new HttpRig(
        Optional.of(new Endpoint("127.0.0.1", next.port())),
        "h2",
        HttpLimits.USUAL,
        Profiles.TLSDIAG);
  }

  /** A proxy that is told in each request where to go. */
  static HttpRig regular() throws InterruptedException {
    return new HttpRig(Optional.empty(), "http/1.1", HttpLimits.USUAL, Profiles.TLSDIAG);
  }

  int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** A client's socket. */
  RawClient client() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(PATIENCE_SECONDS * 1000);
    return new RawClient(socket);
  }

  /** The next record. */
  ExchangeRecord record() throws InterruptedException {
    ExchangeRecord next = records.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(next, "no record");
    return next;
  }

  /** Of all its channels together, what waits to be sent. */
  long pendingBytes() throws Exception {
    long sum = 0;
    for (Queue<Channel> side : List.of(downstreams, upstreams)) {
      for (Channel channel : side) {
        sum +=
            channel
                .eventLoop()
                .submit(
                    () -> {
                      var waiting = channel.unsafe().outboundBuffer();
                      return waiting == null ? 0L : waiting.totalPendingWriteBytes();
                    })
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    return sum;
  }

  private Downstream downstream() {
    Endpoint local = new Endpoint("127.0.0.1", 1);
    return new Downstream(
        ids.incrementAndGet(),
        mode,
        local,
        local,
        target,
        false,
        target.isPresent(), // says so, and speaks plain: the channel comes with its TLS done
        Optional.empty(),
        Optional.empty());
  }

  private RecordSink sink() {
    return new RecordSink() {
      @Override
      public void onLeg(LegRecord leg) {}

      @Override
      public void onExchange(ExchangeRecord exchange) {
        records.add(exchange);
      }
    };
  }

  @Override
  public Route route(Downstream downstream, Endpoint to, boolean tls, Optional<String> host) {
    return new Route(
        to,
        tls,
        host,
        Optional.empty(),
        "",
        alpn,
        false,
        new dev.tlsdiag.proxy.core.ProxyMode.Regular(),
        Optional.empty());
  }

  @Override
  public Future<Connected> connect(Route route, long cause, EventLoop loop) {
    Promise<Connected> opened = loop.newPromise();
    connects.incrementAndGet();
    long leg = ids.incrementAndGet();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new NothingYet())
            .connect(route.target().host(), route.target().port());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            connecting.channel().pipeline().remove(NothingYet.class);
            upstreams.add(connecting.channel());
            opened.setSuccess(new Connected(connecting.channel(), leg, Optional.of(route.alpn())));
          } else {
            opened.setFailure(
                new UpstreamException(
                    new UpstreamFailure(
                        UpstreamFailure.Kind.CONNECT, "Connection refused", Duration.ZERO),
                    leg,
                    done.cause()));
          }
        });
    return opened;
  }

  private static final class NothingYet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
