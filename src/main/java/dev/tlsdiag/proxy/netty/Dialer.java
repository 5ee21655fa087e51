package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamPlan;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens the proxy's own connections. */
final class Dialer implements UpstreamConnector {
  private final ProxyScope scope;
  private final UpstreamContexts contexts;

  Dialer(ProxyScope scope, UpstreamContexts contexts) {
    this.scope = scope;
    this.contexts = contexts;
  }

  @Override
  public Route route(Downstream downstream, Endpoint target, boolean tls, Optional<String> host) {
    ProxyMode mode = downstream.mode();
    Optional<Endpoint> announced =
        scope.settings.sendProxyProtocol() > 0
            ? Optional.of(downstream.client())
            : Optional.empty();
    if (!tls) {
      boolean absoluteForm =
          mode instanceof ProxyMode.Upstream
              && downstream.target().isEmpty(); // else the client asked for a tunnel
      return new Route(
          target, false, Optional.empty(), Optional.empty(), "", "", absoluteForm, mode, announced);
    }
    UpstreamPlan plan =
        UpstreamPlan.of(
            scope.settings.profile().tls(),
            new UpstreamPlan.Request(
                downstream.serverName(),
                downstream.hello().map(hello -> hello.alpnProtocols()),
                target,
                targetSource(downstream),
                host));
    return new Route(
        target,
        true,
        plan.sni(),
        plan.identity(),
        plan.identitySource(),
        String.join(",", plan.alpn()),
        false,
        mode,
        announced,
        downstream.authorities());
  }

  private static String targetSource(Downstream downstream) {
    ProxyMode mode = downstream.mode();
    if (mode instanceof ProxyMode.Reverse) {
      return "configured server";
    }
    if (mode instanceof ProxyMode.Transparent) {
      return "original destination";
    }
    if (mode instanceof ProxyMode.Socks5) {
      return "SOCKS target";
    }
    return downstream.target().isPresent() ? "CONNECT authority" : "URL";
  }

  @Override
  public Future<Connected> connect(Route route, long cause, EventLoop loop) {
    return new Dial(
            scope,
            contexts,
            route,
            cause,
            route.tls() ? Decision.INTERCEPT : Decision.PLAINTEXT,
            loop)
        .start();
  }

  /** A connection over which bytes are relayed as they are. */
  Future<Connected> connectRaw(Endpoint target, ProxyMode mode, long cause, EventLoop loop) {
    Optional<Endpoint> announced =
        scope.settings.sendProxyProtocol() > 0
            ? scope.client(cause).flatMap(LegRecorder::client)
            : Optional.empty();
    Route route =
        new Route(
            target, false, Optional.empty(), Optional.empty(), "", "", false, mode, announced);
    return new Dial(scope, contexts, route, cause, Decision.TAP, loop).start();
  }

  /** Where to go for this target, by the settings. */
  static Endpoint dialled(ProxyScope scope, Endpoint target) {
    if (scope.settings.dial().isEmpty()) {
      return target;
    }
    Map<String, Endpoint> dial = scope.settings.dial();
    String port = Integer.toString(target.port());
    String exact = new Endpoint(HostName.canonical(target.host()), target.port()).toString();
    String anyPort = exact.substring(0, exact.length() - port.length());
    for (String key : List.of(exact, anyPort, ":" + port, ":")) {
      Endpoint instead = dial.get(key);
      if (instead != null) {
        return new Endpoint(
            instead.host().isEmpty() ? target.host() : instead.host(),
            instead.port() == 0 ? target.port() : instead.port());
      }
    }
    return target;
  }
}
