package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Connected;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.x509.TrustAnchors;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One request for a connection: its attempts, and in each the addresses of the name in turn. Lives
 * on the event loop of the connection.
 */
final class Dial {
  /** For the handshake where the profile gives it the time of a response. */
  private static final Duration RESPONSE_TIME = Duration.ofSeconds(60);

  private final ProxyScope scope;
  private final UpstreamContexts contexts;
  private final Route route;
  private final long cause;
  private final Decision decision;
  private final EventLoop loop;
  private final Profile profile;
  private final Promise<Connected> promise;
  private final long startNanos = WallClock.nanos();
  private final Endpoint dialled;

  private int attempt;
  private List<InetAddress> addresses = List.of();
  private int next;
  private Optional<Step.Resolve> resolve = Optional.empty();
  private LegRecorder recorder;
  private long connectNanos;

  Dial(
      ProxyScope scope,
      UpstreamContexts contexts,
      Route route,
      long cause,
      Decision decision,
      EventLoop loop) {
    this.scope = scope;
    this.contexts = contexts;
    this.route = route;
    this.cause = cause;
    this.decision = decision;
    this.loop = loop;
    this.profile = scope.settings.profile();
    this.promise = loop.newPromise();
    this.dialled =
        route.mode() instanceof ProxyMode.Upstream upstream
            ? upstream.proxy()
            : Dialer.dialled(scope, route.target());
  }

  Future<Connected> start() {
    if (loop.inEventLoop()) {
      attempt();
    } else {
      loop.execute(this::attempt);
    }
    return promise;
  }

  private void attempt() {
    attempt++;
    next = 0;
    resolve = Optional.empty();
    Names.resolve(dialled.host(), scope.workers, loop, this::resolved);
  }

  private void resolved(Names.Answer answer) {
    resolve = answer.step();
    if (answer.addresses().isEmpty()) {
      newRecorder();
      recorder.reason("resolving failed: " + answer.problem());
      recorder.finish(0);
      failed(Kind.RESOLVE, answer.problem(), null);
      return;
    }
    addresses = answer.addresses();
    connectNext();
  }

  private void newRecorder() {
    recorder = new LegRecorder(scope, LegSide.UPSTREAM, cause, route.mode());
    recorder.target(route.target());
    recorder.decided(decision);
    Optional<String> clientSni =
        scope.client(cause).map(LegRecorder::names).flatMap(LegRecord.Names::clientSni);
    recorder.names(
        new LegRecord.Names(
            clientSni,
            Optional.of(route.target().host()),
            decision == Decision.TAP ? clientSni : route.sni(),
            route.identity()));
    resolve.ifPresent(recorder::resolved);
  }

  private void connectNext() {
    newRecorder();
    resolve = Optional.empty(); // told once, by the first connection
    InetSocketAddress address = new InetSocketAddress(addresses.get(next++), dialled.port());
    Endpoint server = Transport.Addresses.of(address);
    recorder.server(server);
    connectNanos = WallClock.nanos();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(Transport.channel())
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) Math.min(Integer.MAX_VALUE, profile.connectTimeout().toMillis()))
            .handler(new Recorded(scope, recorder));
    // Not connect() of the bootstrap: between registering and connecting it lets the loop go on,
    // and what epoll says then of a socket that is not connected, or of an old one that had the
    // same number, would close this one.
    ChannelFuture registered = bootstrap.register();
    if (!registered.isDone()) {
      registered.addListener(done -> connect(registered, address, server));
    } else {
      connect(registered, address, server);
    }
  }

  private void connect(ChannelFuture registered, InetSocketAddress address, Endpoint server) {
    if (registered.isSuccess()) {
      ChannelFuture connecting = registered.channel().connect(address);
      connecting.addListener(done -> connected(connecting, server));
    } else {
      notConnected(registered.cause(), server, WallClock.nanos()); // not even a socket
    }
  }

  /** Records a connection from its start. */
  private static final class Recorded extends ChannelInitializer<Channel> {
    private final ProxyScope scope;
    private final LegRecorder recorder;

    Recorded(ProxyScope scope, LegRecorder recorder) {
      this.scope = scope;
      this.recorder = recorder;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(WireHandler.NAME, new WireHandler(scope, recorder));
    }
  }

  private void connected(ChannelFuture connecting, Endpoint server) {
    long nanos = WallClock.nanos();
    if (!connecting.isSuccess()) {
      notConnected(connecting.cause(), server, nanos);
      return;
    }
    Channel channel = connecting.channel();
    recorder.connected(Transport.Addresses.of(channel.localAddress()), server, connectNanos, nanos);
    if (!route.announced().isEmpty()) {
      byte[] header =
          ProxyHeader.of(
              scope.settings.sendProxyProtocol(),
              route.announced().get(),
              scope.client(cause).flatMap(LegRecorder::server).orElse(server));
      channel.writeAndFlush(Unpooled.wrappedBuffer(header));
    }
    if (route.mode() instanceof ProxyMode.Upstream upstream) {
      throughProxy(channel, upstream);
    } else {
      tls(channel);
    }
  }

  private void notConnected(Throwable problem, Endpoint server, long nanos) {
    String words = SystemWords.of(problem);
    boolean timedOut = problem instanceof ConnectTimeoutException || words.contains("timed out");
    if (SystemWords.isExhausted(words)) {
      recorder.reason("no connection: " + words);
      recorder.finish(0);
      failed(Kind.OVERLOAD, words, problem);
      return;
    }
    Outcome outcome = timedOut ? new Outcome.SynUnanswered(1) : new Outcome.Refused(Side.SERVER);
    recorder.unconnected(server, outcome, connectNanos, nanos);
    String text =
        timedOut
            ? "no connection to %s within %s"
                .formatted(server, Waits.text(profile.connectTimeout()))
            : words + " by " + server;
    recorder.reason(text);
    recorder.finish(0);
    failed(timedOut ? Kind.CONNECT_TIMEOUT : Kind.CONNECT, text, problem);
  }

  private void throughProxy(Channel channel, ProxyMode.Upstream upstream) {
    if (upstream.tls()) {
      recorder.wire().holdTape();
      handshake(
          channel,
          Optional.of(upstream.proxy().host()).filter(host -> !HostName.isAddress(host)),
          Optional.of(upstream.proxy().host()),
          "URL of the proxy",
          "",
          () -> {
            channel.pipeline().addLast(new TapeHandler(recorder.wire()));
            tunnel(channel, upstream);
          });
    } else {
      tunnel(channel, upstream);
    }
  }

  private void tunnel(Channel channel, ProxyMode.Upstream upstream) {
    if (route.absoluteForm()) {
      ready(channel, Optional.empty());
      return;
    }
    TunnelHandler handler =
        new TunnelHandler(
            recorder,
            route.target(),
            upstream.authorization(),
            profile.connectTimeout(),
            problem -> {
              if (problem.isPresent()) {
                endWith(channel, Kind.TUNNEL, problem.get(), null);
              } else {
                tls(channel);
              }
            });
    channel.pipeline().addLast(handler);
    handler.start();
  }

  private void tls(Channel channel) {
    if (!route.tls()) {
      ready(channel, Optional.empty());
      return;
    }
    handshake(channel, route.sni(), route.identity(), route.identitySource(), route.alpn(), null);
  }

  /**
   * @param then what follows; null where the connection is ready then
   */
  private void handshake(
      Channel channel,
      Optional<String> sni,
      Optional<String> identity,
      String identitySource,
      String alpn,
      Runnable then) {
    Optional<TrustAnchors> trust = scope.trust(route.authorities());
    if (trust.isEmpty()) {
      endWith(channel, Kind.TLS, UpstreamFailure.NOT_READY, null);
      return;
    }
    UpstreamHandshake handshake =
        new UpstreamHandshake(
            scope, contexts, recorder, handshakeTime(), identity, identitySource, trust.get());
    handshake.start(
        channel,
        sni,
        alpn,
        dialled + "|" + identity.orElse("") + route.authorities(),
        result -> {
          if (result.failure().isPresent()) {
            HandshakeSigns signs = result.failure().get();
            endWith(channel, signs.kind(), signs.text(Waits.text(timeLimit())), result.cause());
          } else if (then != null) {
            then.run();
          } else {
            ready(channel, result.alpn());
          }
        });
  }

  private Duration timeLimit() {
    return profile.timeoutIncludesTls() ? profile.connectTimeout() : RESPONSE_TIME;
  }

  private Duration handshakeTime() {
    if (!profile.timeoutIncludesTls()) {
      return timeLimit();
    }
    Duration used = Duration.ofNanos(WallClock.nanos() - connectNanos);
    Duration left = profile.connectTimeout().minus(used);
    return left.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : left;
  }

  private void ready(Channel channel, Optional<String> alpn) {
    if (!promise.trySuccess(new Connected(channel, recorder.id(), alpn))) {
      channel.close();
    }
  }

  private void endWith(Channel channel, Kind kind, String text, Throwable problem) {
    recorder.reason(text);
    LegRecorder ending = recorder;
    if (channel.isOpen()) {
      channel.closeFuture().addListener(closed -> failedOn(ending, kind, text, problem));
      channel.close();
    } else {
      failedOn(ending, kind, text, problem);
    }
  }

  private void failedOn(LegRecorder ending, Kind kind, String text, Throwable problem) {
    recorder = ending;
    failed(kind, text, problem);
  }

  private void failed(Kind kind, String text, Throwable problem) {
    boolean beforeTls = kind == Kind.CONNECT || kind == Kind.CONNECT_TIMEOUT;
    if (beforeTls && next < addresses.size()) {
      connectNext();
    } else if (attempt < profile.attempts() && kind != Kind.RESOLVE && kind != Kind.OVERLOAD) {
      attempt();
    } else {
      Duration waited = Duration.ofNanos(WallClock.nanos() - startNanos);
      promise.tryFailure(
          new UpstreamException(new UpstreamFailure(kind, text, waited), recorder.id(), problem));
    }
  }
}
