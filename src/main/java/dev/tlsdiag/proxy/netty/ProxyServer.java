package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** The embedded interception proxy. Safe for use by several threads. */
public final class ProxyServer implements Closeable {
  /** For what a client has to say before it is served, and for its handshake. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int BACKLOG = 4096;
  private static final int WORKERS = 8;
  private static final int WAITING_WORK = 10_000;
  private static final Duration END = Duration.ofSeconds(10);

  private final EventLoopGroup loops;
  private final ProxyScope scope;
  private final DownstreamTls downstreamTls;
  private final UpstreamContexts contexts;
  private final HttpLayer http;
  private final RecordSink sink;
  private final List<Channel> listeners = new ArrayList<>();
  private boolean closed;

  private ProxyServer(
      EventLoopGroup loops,
      ProxyScope scope,
      DownstreamTls downstreamTls,
      UpstreamContexts contexts,
      HttpLayer http,
      RecordSink sink) {
    this.loops = loops;
    this.scope = scope;
    this.downstreamTls = downstreamTls;
    this.contexts = contexts;
    this.http = http;
    this.sink = sink;
  }

  /**
   * Opens the listeners.
   *
   * @param sink told once of each connection and each request
   * @throws IOException where a listener cannot be opened, or the TLS settings cannot be used; the
   *     message names the address
   */
  public static ProxyServer start(ProxySettings settings, RecordSink sink, WireTaps taps)
      throws IOException {
    return start(settings, sink, taps, HttpProxy::of, PATIENCE);
  }

  /** As {@link #start(ProxySettings, RecordSink, WireTaps)}, with another HTTP layer. */
  static ProxyServer start(
      ProxySettings settings,
      RecordSink sink,
      WireTaps taps,
      HttpLayerFactory layers,
      Duration patience)
      throws IOException {
    boolean boringSsl = usesBoringSsl(settings);
    KeyLog keyLog = new KeyLog(taps);
    ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ExecutorService workers = workers();
    ProxyScope scope = new ProxyScope(settings, sink, taps, channels, workers);
    LeafCertificates leaves =
        new LeafCertificates(
            settings.authority().map(CertificateAuthority::of), certificates(settings));
    UpstreamContexts contexts = new UpstreamContexts(settings, boringSsl, keyLog);
    DownstreamTls downstreamTls;
    try {
      contexts.check();
      downstreamTls =
          new DownstreamTls(
              leaves, settings.profile().downstreamAlpn(), boringSsl, keyLog, patience);
    } catch (SSLException | IllegalArgumentException e) {
      contexts.close();
      workers.shutdownNow();
      throw new IOException("the TLS settings cannot be used: " + e.getMessage(), e);
    }
    Dialer dialer = new Dialer(scope, contexts);
    HttpLayer http = layers.create(settings, dialer, sink);
    EventLoopGroup loops = Transport.group();
    ProxyServer server = new ProxyServer(loops, scope, downstreamTls, contexts, http, sink);
    Clients clients = new Clients(scope, leaves, downstreamTls, dialer, http, patience);
    try {
      for (Listen listen : settings.listeners()) {
        server.listeners.add(bind(loops, clients, listen));
      }
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Whether these settings use BoringSSL on this machine. */
  public static boolean usesBoringSsl(ProxySettings settings) {
    return settings.useBoringSsl() && OpenSsl.isAvailable();
  }

  private static Map<String, Credential> certificates(ProxySettings settings) {
    Map<String, Credential> all = new HashMap<>(settings.certificates());
    settings.policy().ifPresent(policy -> all.putAll(policy.certificates()));
    return all;
  }

  private static ExecutorService workers() {
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_WORK),
            new DefaultThreadFactory("tlsdiag-proxy-worker", true));
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  private static Channel bind(EventLoopGroup loops, Clients clients, Listen listen)
      throws IOException {
    String address = new Endpoint(listen.host(), listen.port()).toString();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ClientInitializer(clients, listen));
    InetSocketAddress where = new InetSocketAddress(listen.host(), listen.port());
    if (where.isUnresolved()) {
      throw new IOException("cannot listen on %s: the name has no address".formatted(address));
    }
    ChannelFuture bound = bootstrap.bind(where).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on %s: %s".formatted(address, bindProblem(bound.cause())), bound.cause());
    }
    return bound.channel();
  }

  private static String bindProblem(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("Address already in use")) {
      return "the address is in use";
    }
    if (message.contains("Permission denied")) {
      return "permission denied";
    }
    if (message.contains("Cannot assign requested address")) {
      return "this machine has no such address";
    }
    return message;
  }

  /** Where it listens, in the order of the listeners. */
  public List<Endpoint> addresses() {
    return listeners.stream().map(each -> Transport.Addresses.of(each.localAddress())).toList();
  }

  /**
   * Accepts nothing more, lets requests under way end for as long as this, then closes what is left
   * and tells the records.
   */
  public synchronized void drain(Duration patience) {
    if (closed) {
      return;
    }
    closed = true;
    listeners.forEach(each -> each.close().awaitUninterruptibly(END.toMillis()));
    http.drain();
    scope.silent.close();
    long end = System.nanoTime() + patience.toNanos();
    scope.whenIdle(end);
    scope.channels.forEach(
        each -> each.eventLoop().execute(() -> Legs.reason(each, "the proxy was stopped")));
    scope.channels.close().awaitUninterruptibly(END.toMillis());
    loops
        .shutdownGracefully(0, END.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(END.toMillis());
    scope.workers.shutdownNow();
    downstreamTls.close();
    contexts.close();
    sink.onEnd();
  }

  @Override
  public void close() {
    drain(Duration.ZERO);
  }
}
