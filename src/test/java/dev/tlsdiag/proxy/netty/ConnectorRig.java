package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The connector of a proxy alone, asked for connections by a test. */
final class ConnectorRig implements Closeable, HttpLayerFactory {
  private static final long PATIENCE_SECONDS = 60;

  private final ProxyServer server;
  private final EventLoopGroup loops = Transport.group();
  private UpstreamConnector connector;

  ConnectorRig(ProxySettings settings, Records records) throws IOException {
    this(settings, records, WireTaps.NONE);
  }

  ConnectorRig(ProxySettings settings, Records records, WireTaps taps) throws IOException {
    server = ProxyServer.start(settings, records, taps, this, ProxyFixture.PATIENCE);
  }

  @Override
  public HttpLayer create(ProxySettings settings, UpstreamConnector newConnector, RecordSink sink) {
    connector = newConnector;
    return EchoHttpLayer.create(settings, newConnector, sink);
  }

  /** As for a client in the clear that asks for this name. */
  UpstreamConnector.Route route(Endpoint target, String host, Optional<ClientHello> hello) {
    Endpoint any = new Endpoint("127.0.0.1", 1);
    Downstream downstream =
        new Downstream(
            0,
            new ProxyMode.Reverse(true, target),
            any,
            any,
            Optional.of(target),
            hello.isPresent(),
            true,
            hello,
            Optional.empty());
    return connector.route(downstream, target, true, Optional.of(host));
  }

  UpstreamConnector.Connected connect(UpstreamConnector.Route route)
      throws UpstreamException, InterruptedException, TimeoutException {
    Future<UpstreamConnector.Connected> future = connector.connect(route, 0, loops.next());
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (UpstreamException) e.getCause();
    }
  }

  UpstreamConnector.Connected connect(Endpoint target, String host)
      throws UpstreamException, InterruptedException, TimeoutException {
    return connect(route(target, host, Optional.empty()));
  }

  /** Asks for a connection, and holds its event loop up until {@code then} is done. */
  void connectAndHold(Endpoint target, Runnable then) throws Exception {
    EventLoop loop = loops.next();
    loop.submit(
            () -> {
              connector.connect(route(target, "a", Optional.empty()), 0, loop);
              then.run();
            })
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
