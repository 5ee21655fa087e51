package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.lab.ForeignProxy;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A scenario of the lab as what {@code compare} compares. */
record CompareLab(Scenario scenario, RunningScenario running, Patience patience) {
  private static final int SHORTEST = 3;
  private static final int MOST_NEAR = 4;

  static Scenario named(String name) {
    return Scenarios.named(name)
        .orElseThrow(
            () -> {
              CommandException problem = CommandException.usage("no scenario '%s'".formatted(name));
              List<String> near = near(name);
              return near.isEmpty()
                  ? problem.attempt("tlsdiag lab")
                  : problem
                      .likely(String.join(", ", near))
                      .attempt("tlsdiag compare --lab " + near.get(0));
            });
  }

  /** Scenarios whose name goes on where the given one ends, in the lab's order, else near ones. */
  static List<String> near(String given) {
    List<String> names = Scenarios.ALL.stream().map(Scenario::name).toList();
    List<String> longer =
        given.length() < SHORTEST
            ? List.of()
            : names.stream().filter(name -> name.startsWith(given)).limit(MOST_NEAR).toList();
    return longer.isEmpty() ? DidYouMean.nearest(given, names) : longer;
  }

  /** The paths to one of the scenario's servers. */
  LivePaths paths(Target target, UpstreamOptions upstream, String again) throws IOException {
    LivePaths.Asked asked = asked(target, again);
    if (running.proxy().isPresent() && !upstream.given()) {
      ForeignProxy foreign = running.proxy().get();
      return LivePaths.through(
          asked,
          asked.direct().with().path(way(foreign)).tls(throughProxy(asked.direct().tls())).build(),
          "the scenario's proxy " + foreign.address(),
          new LabWitness(running));
    }
    return LivePaths.through(
        asked,
        new LivePaths.BuiltIn(
            upstream.profile(scenario.profile(), scenario::knobs, patience.proxy()),
            upstream.trust().orElse(running.proxyTrust()),
            Optional.empty(),
            running.dial(),
            running.ways().proxyHeader()));
  }

  /** A client of the scenario may send another name where a proxy is on the way, or none. */
  private TlsOptions throughProxy(TlsOptions direct) {
    return running
        .nameThroughProxy()
        .map(name -> name.isEmpty() ? ServerName.NONE : ServerName.of(name))
        .map(name -> direct.with().serverName(name).build())
        .orElse(direct);
  }

  LivePaths.Asked asked(Target target, String again) {
    TlsOptions.Builder tls = TlsOptions.DEFAULT.with().anchors(running.trust());
    running.clientCertificate().ifPresent(tls::credential);
    running.habits().serverName().map(CompareLab::serverName).ifPresent(tls::serverName);
    running.habits().oldest().ifPresent(tls::minVersion);
    tls.insecure(running.habits().careless());
    ReplayOptions options =
        ReplayOptions.DEFAULT
            .with()
            .path(direct(target))
            .tls(tls.build())
            .connectTimeout(patience.client())
            .build();
    return new LivePaths.Asked(
        request(target), options, running.trust(), patience.proxy(), again, List.of());
  }

  /** As curl asks, with the headers of the scenario. */
  private ReplayRequest request(Target target) {
    ReplayRequest usual = ReplayRequest.get(target.url());
    List<HttpExchange.Header> headers = new ArrayList<>(usual.headers());
    running.headers().forEach((name, value) -> headers.add(new HttpExchange.Header(name, value)));
    return new ReplayRequest(usual.method(), usual.url(), headers, usual.body());
  }

  private static ServerName serverName(String given) {
    return given.isEmpty() ? ServerName.NONE : ServerName.of(given);
  }

  /** Where a scenario brings a DNS server its name is looked up there, else it is known. */
  private PathOptions direct(Target target) {
    PathOptions.Builder path =
        PathOptions.DEFAULT.with().proxyProtocol(running.ways().clientHeader());
    return running.ways().dnsServers().isEmpty()
        ? path.connectTo(List.of(to(target))).build()
        : path.dnsServers(running.ways().dnsServers()).build();
  }

  private PathOptions way(ForeignProxy foreign) {
    return switch (foreign.kind()) {
      case EXPLICIT ->
          PathOptions.DEFAULT
              .with()
              .proxy(new ProxyServer(ProxyServer.Kind.HTTP, foreign.address(), Optional.empty()))
              .build();
      case EXPLICIT_TLS ->
          PathOptions.DEFAULT
              .with()
              .proxy(new ProxyServer(ProxyServer.Kind.HTTPS, foreign.address(), Optional.empty()))
              .build();
      case INSTEAD_OF_SERVER ->
          PathOptions.DEFAULT.with().connectTo(List.of(everything(foreign.address()))).build();
    };
  }

  private static ConnectTo to(Target target) {
    return new ConnectTo(
        target.host(),
        OptionalInt.of(target.url().getPort()),
        target.address().host(),
        OptionalInt.of(target.address().port()));
  }

  static ConnectTo everything(Endpoint address) {
    return new ConnectTo("", OptionalInt.empty(), address.host(), OptionalInt.of(address.port()));
  }
}
