package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/**
 * Which way a request goes.
 *
 * @param target where the server is said to be: the URL's host and port, or what takes their place
 * @param proxy the proxy in use
 * @param tunnel whether it is asked for a tunnel; else it gets the request itself
 */
record Route(Endpoint target, Optional<ProxyServer> proxy, boolean tunnel) {

  static Route of(ReplayRequest request, PathOptions path) {
    Endpoint asked = new Endpoint(request.host(), request.port());
    Optional<Endpoint> other =
        path.connectTo().stream()
            .filter(entry -> entry.matches(asked))
            .findFirst()
            .map(entry -> entry.replace(asked));
    Optional<ProxyServer> proxy =
        path.proxy().filter(p -> !NoProxy.matches(path.noProxy(), request.host()));
    boolean tunnel =
        proxy.isPresent()
            && (!proxy.get().kind().isHttp()
                || request.secure()
                || path.proxyTunnel()
                // Another server than the URL's can be had from a proxy in a tunnel only.
                || other.isPresent());
    return new Route(other.orElse(asked), proxy, tunnel);
  }

  /** What the TCP connection leads to. */
  Endpoint first() {
    return proxy.map(ProxyServer::endpoint).orElse(target);
  }

  /** The same in messages. */
  String firstName() {
    return proxy.map(p -> "proxy " + p.endpoint()).orElse(target.toString());
  }

  /** Who answers TLS and HTTP, in messages: through a tunnel that need not be the server. */
  String farEnd() {
    return proxy.isEmpty() ? "the server" : tunnel ? "the far end of the tunnel" : "the proxy";
  }
}
