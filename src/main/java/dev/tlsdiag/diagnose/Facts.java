package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a rule may know besides the trace it looks at.
 *
 * @param control the same request along another path
 * @param seen every handshake of the inputs, and every one that was made to test something
 * @param dns every DNS query of the inputs
 * @param mesh what logs, flow records and configuration tell; empty where there are none
 */
public record Facts(
    Optional<HopTrace> control,
    List<Handshake> seen,
    List<DnsExchange> dns,
    Optional<MeshFacts> mesh) {
  public static final Facts NONE = new Facts(Optional.empty(), List.of());

  public Facts {
    requireNonNull(control, "control is null");
    seen = List.copyOf(seen);
    dns = List.copyOf(dns);
    requireNonNull(mesh, "mesh is null");
  }

  /** Of captures and live runs: without a mesh. */
  public Facts(Optional<HopTrace> control, List<Handshake> seen, List<DnsExchange> dns) {
    this(control, seen, dns, Optional.empty());
  }

  /** Without DNS. */
  public Facts(Optional<HopTrace> control, List<Handshake> seen) {
    this(control, seen, List.of());
  }

  /** Another handshake with the same server: the control of an experiment nobody had to make. */
  public Optional<Handshake> otherWith(Place place, Predicate<Handshake> condition) {
    Handshake own = place.last();
    Endpoint server = own.server();
    return seen.stream()
        .filter(h -> h.server().equals(server) && h.transport() == own.transport())
        .filter(h -> !h.isSame(own) && !h.isSame(place.hop().tls().orElseThrow().first()))
        .filter(h -> !onOtherHop(place, h))
        .filter(condition)
        .findFirst();
  }

  /**
   * A transparent proxy answers at the server's own address: that is no other word of the server.
   */
  private static boolean onOtherHop(Place place, Handshake handshake) {
    return place.trace().hops().stream()
        .flatMap(hop -> hop.tls().stream())
        .anyMatch(tls -> tls.first().isSame(handshake) || tls.last().isSame(handshake));
  }
}
