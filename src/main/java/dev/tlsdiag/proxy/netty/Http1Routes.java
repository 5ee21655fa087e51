package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import dev.tlsdiag.tcp.Endpoint;

/** The ways of one client's requests in HTTP/1; most clients ask for the same again and again. */
final class Http1Routes {
  private final UpstreamConnector connector;
  private final Downstream downstream;

  private Route last;
  private Endpoint lastTarget;
  private String lastAuthority = "";

  Http1Routes(UpstreamConnector connector, Downstream downstream) {
    this.connector = connector;
    this.downstream = downstream;
  }

  Route of(Http1Request request) {
    String authority = request.head().authority();
    if (request.target().equals(lastTarget)
        && authority.equals(lastAuthority)
        && request.tls() == last.tls()
        && request.head().upgrade().isEmpty()) {
      return last;
    }
    Route found =
        connector.route(downstream, request.target(), request.tls(), request.head().host());
    if (!found.tls()) {
      found = found.withAlpn("");
    } else if (request.head().upgrade().isPresent() && !found.alpn().isEmpty()) {
      return found.withAlpn("http/1.1"); // an Upgrade is of HTTP/1.1 only
    }
    last = found;
    lastTarget = request.target();
    lastAuthority = authority;
    return found;
  }
}
