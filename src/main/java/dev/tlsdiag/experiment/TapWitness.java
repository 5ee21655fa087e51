package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HostName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A relay of our own between a foreign proxy and the server: the proxy has to be pointed at it. */
public final class TapWitness implements UpstreamWitness {
  private static final Duration TOLD = Duration.ofSeconds(5);

  private final Endpoint listen;
  private final Endpoint server;
  private final String host;
  private RecordedLegs records;
  private ProxyServer tap;

  /**
   * @param listen where the proxy finds the relay
   * @param server where the relay goes
   * @param host of the request
   */
  public TapWitness(Endpoint listen, Endpoint server, String host) {
    this.listen = requireNonNull(listen, "listen is null");
    this.server = requireNonNull(server, "server is null");
    this.host = HostName.canonical(host);
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
  public boolean seesEverything() {
    return false; // only what is meant for it
  }

  @Override
  public Sighting end(Hop client) {
    tap.close();
    records.awaitEnd(TOLD);
    Endpoint reached = records.dialled().orElse(server);
    List<Hop> hops = records.clients().stream().map(LegRecord::hop).toList();
    if (hops.isEmpty()) {
      return Sighting.none(
          List.of(
              "nobody connected to the tap at %s with TLS: is the proxy pointed at it?"
                  .formatted(listen)));
    }
    // Who asks for another host by name is not about this request: a health check, say.
    List<Hop> fitting =
        hops.stream()
            .filter(hop -> hop.serverName().filter(n -> !HostName.same(n, host)).isEmpty())
            .toList();
    List<String> notes = new ArrayList<>();
    List<Hop> chosen = fitting.isEmpty() ? hops : fitting;
    if (hops.size() > 1) {
      notes.add(
          "%d connections came to the tap (%s): took the %s"
              .formatted(
                  hops.size(),
                  hops.stream()
                      .map(hop -> hop.serverName().orElse("without a name"))
                      .collect(Collectors.joining(", ")),
                  fitting.size() == 1 ? "one that fits the name" : "last one"));
    }
    Hop hop = LiveHops.meant(chosen.get(chosen.size() - 1), reached);
    return new Sighting(
        Optional.of(hop),
        fitting.size() == 1 ? 1 : 0.6,
        List.of("came to the tap while the request was on its way"),
        notes);
  }
}
