package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where packets leave for the network: a proxy's own where one stands in between, and the client's
 * where none does. The record alone does not say which; the records beside it do.
 */
final class Legs {
  private static final Set<String> ON_THE_WAY_OUT = Set.of("to-stack", "to-network");

  private Legs() {}

  static List<Sighting> settled(List<Sighting> sightings) {
    Set<String> proxied = new HashSet<>();
    for (Sighting sighting : sightings) {
      if (intoProxy(sighting)) {
        way(sighting).ifPresent(proxied::add);
      }
    }
    return sightings.stream().map(sighting -> settled(sighting, proxied)).toList();
  }

  private static boolean intoProxy(Sighting sighting) {
    return flows(sighting)
        && (sighting.event() == Event.REDIRECTED
            || sighting.leg() == Leg.DOWNSTREAM
            || sighting
                .attribute(Attribute.OBSERVATION_POINT)
                .filter("from-proxy"::equals)
                .isPresent());
  }

  private static boolean flows(Sighting sighting) {
    return sighting.source() == SourceKind.HUBBLE
        || sighting.source() == SourceKind.CILIUM_MONITOR
        || sighting.source() == SourceKind.PROXY_RECORD;
  }

  private static Sighting settled(Sighting sighting, Set<String> proxied) {
    boolean open =
        flows(sighting)
            && sighting.leg() == Leg.UPSTREAM
            && sighting
                .attribute(Attribute.OBSERVATION_POINT)
                .filter(ON_THE_WAY_OUT::contains)
                .isPresent();
    if (!open || way(sighting).filter(proxied::contains).isPresent()) {
      return sighting;
    }
    return new Sighting(
        sighting.source(),
        sighting.event(),
        Leg.UNKNOWN,
        sighting.time(),
        sighting.client(),
        sighting.server(),
        sighting.attributes(),
        sighting.what(),
        sighting.evidence());
  }

  /** From which address to which server. */
  private static Optional<String> way(Sighting sighting) {
    Optional<String> from = sighting.client().map(Endpoint::host);
    return sighting.server().flatMap(server -> from.map(host -> host + " " + server));
  }
}
