package dev.tlsdiag.mesh.policy.seen;

import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Transport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What captures tell of connections and lookups. */
public final class CapturedSeen {
  private CapturedSeen() {}

  /** A handshake, or a connection that never got so far. */
  public static Seen of(Handshake handshake) {
    boolean hello = handshake.sent().isPresent() || handshake.helloProblem().isPresent();
    return connection(handshake, hello ? Optional.of(true) : Optional.empty());
  }

  /** A connection that was begun with a request in the clear. */
  public static Seen inTheClear(Handshake connection) {
    return connection(connection, Optional.of(false));
  }

  private static Seen connection(Handshake handshake, Optional<Boolean> tls) {
    return new Seen(
        Optional.of(handshake.time()),
        peer(handshake.client()),
        peer(handshake.server()),
        handshake.server().port(),
        handshake.transport() == Transport.TCP ? "TCP" : "UDP",
        tls,
        handshake.serverName(),
        Optional.empty(),
        List.of(),
        false,
        new Evidence.Packets(
            handshake.file(),
            Math.max(1, handshake.frame()),
            Math.max(Math.max(1, handshake.frame()), handshake.lastFrame())));
  }

  public static Seen of(DnsExchange exchange) {
    String name = exchange.name().toLowerCase(Locale.ROOT);
    return new Seen(
        Optional.of(exchange.time()),
        peer(exchange.client()),
        peer(exchange.server()),
        exchange.server().port(),
        exchange.tcp() ? "TCP" : "UDP",
        Optional.empty(),
        Optional.empty(),
        Optional.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name),
        exchange.addresses(),
        false,
        exchange.evidence());
  }

  private static Peer peer(Endpoint endpoint) {
    return new Peer(Set.of(), Optional.empty(), Optional.of(endpoint.host()), List.of());
  }
}
