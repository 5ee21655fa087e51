package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A ClientHello of a client, inside a tunnel that was opened for a host by its name.
 *
 * @param host what the tunnel was asked for, without the port
 */
record TunnelledHello(Place place, Preamble tunnel, String host) {
  private static final Set<String> TUNNELS = Set.of("http-connect", "socks4", "socks5");

  TunnelledHello {
    requireNonNull(place, "place is null");
    requireNonNull(tunnel, "tunnel is null");
    requireNonNull(host, "host is null");
  }

  static Stream<TunnelledHello> of(HopTrace trace) {
    return inTunnels(trace).filter(hello -> !HostName.isAddress(hello.host));
  }

  /** Also of tunnels that were asked for by address. */
  static Stream<TunnelledHello> inTunnels(HopTrace trace) {
    return Place.handshakes(trace)
        .filter(place -> place.hop().from().role() == Party.Role.CLIENT)
        .filter(place -> place.hello().isPresent())
        .flatMap(
            place ->
                place
                    .hop()
                    .preamble()
                    .filter(tunnel -> TUNNELS.contains(tunnel.protocol()))
                    .flatMap(
                        tunnel ->
                            tunnel
                                .target()
                                .map(HostName::ofAuthority)
                                .map(host -> new TunnelledHello(place, tunnel, host)))
                    .stream());
  }

  Optional<String> serverName() {
    return place.hello().orElseThrow().serverName();
  }

  /** The server's certificate, where it can be read and is for others. */
  Optional<ServerChain> foreignCertificate() {
    return ServerChain.of(place).filter(chain -> !chain.covers(host));
  }

  /** Whether it went wrong in a way that a name in the ClientHello may have to do with. */
  boolean suffers() {
    return Rejection.forName(place.last()).isPresent() || foreignCertificate().isPresent();
  }

  /** HIGH where the same host is reached directly by a ClientHello with its name. */
  Confidence beside(Facts facts) {
    boolean control =
        facts
            .control()
            .filter(other -> !other.equals(place.trace()))
            .map(HopTrace::clientHop)
            .filter(hop -> hop.serverName().filter(name -> HostName.same(name, host)).isPresent())
            .flatMap(Hop::tls)
            .map(Step.Tls::last)
            .filter(Rejection::accepted)
            .isPresent();
    return control || foreignCertificate().isPresent() ? Confidence.HIGH : Confidence.MEDIUM;
  }

  /** {@code ; the server shows its certificate for …}, or what else came of it. */
  String result() {
    return foreignCertificate()
        .map(chain -> "; the server shows its certificate for " + chain.namesShown())
        .orElse(place.answeredWith());
  }
}
