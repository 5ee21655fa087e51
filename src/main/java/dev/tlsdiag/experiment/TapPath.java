package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Through a relay of our own that leaves the TLS as it is: what a proxy on layer 4 does. */
record TapPath(ReplayRequest request, ReplayOptions options, Endpoint server) implements LivePath {
  TapPath {
    requireNonNull(request, "request is null");
    requireNonNull(options, "options is null");
    requireNonNull(server, "server is null");
  }

  @Override
  public String text() {
    return "built-in relay";
  }

  @Override
  public HopTrace run(Variation variation, String id) {
    try (ProxyServer tap =
        ProxyServer.start(
            settings(new Listen(new ProxyMode.Tap(server), Listen.LOOPBACK, 0, false)),
            new RecordedLegs(),
            WireTaps.NONE)) {
      ReplayOptions through = options.with().path(instead(tap.addresses().get(0))).build();
      return LiveHops.unseen(id, new ReplayClient(id).run(request, through).hop());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The settings of a proxy that only taps: it has no authority and trusts nobody. */
  static ProxySettings settings(Listen listen) {
    return new ProxySettings(
        List.of(listen),
        Profiles.TLSDIAG,
        Optional.empty(),
        Map.of(),
        new TrustAnchors("none", List.of()),
        Optional.empty(),
        dev.tlsdiag.proxy.core.HostSelection.ALL,
        Map.of(),
        0,
        ProxySettings.USUAL_IDLE_TIMEOUT,
        ProxySettings.USUAL_MAX_CONNECTIONS,
        true);
  }

  /** Dials this address whatever is asked for; name and Host stay. */
  static PathOptions instead(Endpoint address) {
    return PathOptions.DEFAULT
        .with()
        .connectTo(
            List.of(
                new ConnectTo(
                    "", OptionalInt.empty(), address.host(), OptionalInt.of(address.port()))))
        .build();
  }
}
