package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;

/** A relay of our own between a foreign proxy and the server: the proxy has to be pointed at it. */
public final class TapWitness implements UpstreamWitness {
  private static final Duration TOLD = Duration.ofSeconds(5);

  private final Endpoint listen;
  private final Endpoint server;
  private RecordedLegs records;
  private ProxyServer tap;

  /**
   * @param listen where the proxy finds the relay
   * @param server where the relay goes
   */
  public TapWitness(Endpoint listen, Endpoint server) {
    this.listen = requireNonNull(listen, "listen is null");
    this.server = requireNonNull(server, "server is null");
  }

  @Override
  public void begin() {
    records = new RecordedLegs();
    Listen here = new Listen(new ProxyMode.Tap(server), listen.host(), listen.port(), false);
    try {
      tap = ProxyServer.start(TapPath.settings(here), records, WireTaps.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Hop> end(Hop client) {
    tap.close();
    records.awaitEnd(TOLD);
    Endpoint reached = records.dialled().orElse(server);
    return records.downstream().map(hop -> LiveHops.meant(hop, reached));
  }
}
