package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import java.util.List;

/**
 * What is to be put together.
 *
 * @param sightings of all sources; those of one source in its own order
 * @param captured handshakes and requests in the clear of all captures
 * @param dns of all captures
 */
public record Pieces(List<Sighting> sightings, List<Handshake> captured, List<DnsExchange> dns) {
  public Pieces {
    sightings = List.copyOf(sightings);
    captured = List.copyOf(captured);
    dns = List.copyOf(dns);
  }
}
