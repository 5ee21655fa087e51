package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import java.util.List;

/**
 * How client and proxy of a scenario get to its servers, where that is not as usual.
 *
 * @param dnsServers whom the client asks for addresses; empty: it knows them
 * @param clientHeader whether the client sends a PROXY header, version 1, when it connects directly
 * @param proxyHeader version of the PROXY header that tlsdiag's own proxy sends; 0 for none
 */
public record Ways(List<Endpoint> dnsServers, boolean clientHeader, int proxyHeader) {
  public static final Ways USUAL = new Ways(List.of(), false, 0);

  public Ways {
    dnsServers = List.copyOf(dnsServers);
  }

  static Ways asking(Endpoint dnsServer) {
    return new Ways(List.of(dnsServer), false, 0);
  }

  static Ways withClientHeader() {
    return new Ways(List.of(), true, 0);
  }

  static Ways withProxyHeader(int version) {
    return new Ways(List.of(), false, version);
  }
}
