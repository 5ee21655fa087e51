package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.istio.MeshService.Protocol;
import dev.tlsdiag.mesh.istio.OutboundRuling.Fate;
import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a client's sidecar sends something: HTTP by port and Host, TLS by port and server_name, the
 * rest by address and port.
 */
final class OutboundChoice {
  /** Where VirtualServices for hosts that no service has are put. */
  private static final int HTTP_PORT = 80;

  private static final String NO_NAME = "-";

  private final IstioResources resources;
  private final OutboundCall call;
  private final Registry registry;
  private final UpstreamChoice upstream;
  private final List<Statement> because = new ArrayList<>();
  private final List<String> cannotTell = new ArrayList<>();

  OutboundChoice(IstioResources resources, Optional<IstioVersion> version, OutboundCall call) {
    this.resources = resources;
    this.call = call;
    registry = Registry.of(resources, call.namespace(), call.labels());
    upstream = new UpstreamChoice(resources, version, call);
  }

  OutboundRuling choose() {
    return switch (call.spoken()) {
      case HTTP -> http();
      case TLS -> tls();
      case TCP -> tcp();
    };
  }

  private OutboundRuling http() {
    String authority = call.host().orElse("");
    Optional<MeshService> service = registry.ofAuthority(authority, call.port());
    String name = Registry.withoutPort(authority, call.port());
    String host = service.map(MeshService::host).orElse(name);
    List<VirtualService> rules = registry.virtualServices(host);
    boolean routed = service.isPresent() || call.port() == HTTP_PORT;
    if (routed && rules.stream().anyMatch(each -> !each.http().isEmpty())) {
      VirtualService rule =
          rules.stream().filter(each -> !each.http().isEmpty()).findFirst().orElseThrow();
      return new RouteChoice(registry, call, because, cannotTell)
          .http(rule, host)
          .map(route -> by(route, rule))
          .orElseGet(() -> ended(Fate.NO_ROUTE, Optional.empty(), NO_NAME));
    }
    if (service.isPresent()) {
      MeshService.Port port = service.get().port(call.port()).orElseThrow();
      because.add(
          Statement.of(
              "port %d and Host %s are of %s, taken for %s by %s"
                  .formatted(
                      call.port(),
                      authority,
                      service.get().resource().label(),
                      InboundChoice.words(port.protocol()),
                      port.why()),
              service.get().place()));
      return to(service.get(), call.port(), "", "default", Optional.empty(), true);
    }
    if (registry.at(call.port(), Protocol.HTTP, Protocol.DETECTED).isEmpty()) {
      return atAPortWithoutHttp();
    }
    because.add(new UnknownHost(resources, registry, call).statement(authority, name));
    return unknown(true);
  }

  /** The listener of such a port takes ClientHellos or bytes, and knows nothing of Hosts. */
  private OutboundRuling atAPortWithoutHttp() {
    List<MeshService> passing = registry.at(call.port(), Protocol.TLS);
    if (!passing.isEmpty()) {
      because.add(
          Statement.of(
              "port %d is one of TLS that is passed on (%s): HTTP in the clear has no server_name"
                  .formatted(call.port(), passing.get(0).resource().label()),
              passing.get(0).place()));
    } else {
      String name = UnknownHost.bare(Registry.withoutPort(call.host().orElse(""), call.port()));
      registry
          .named(name)
          .ifPresent(
              service ->
                  because.add(
                      Statement.of(
                          "%s has no port %d: its ports are %s"
                              .formatted(
                                  service.resource().label(),
                                  call.port(),
                                  UnknownHost.ports(service)),
                          service.place())));
      cannotTell.add(
          "whether any service of the mesh has HTTP at port %d: then the Host is looked at"
              .formatted(call.port()));
    }
    return byAddress();
  }

  private OutboundRuling by(RouteChoice.Chosen chosen, VirtualService rule) {
    Evidence place = rule.resource().at(chosen.route().position());
    because.add(
        Statement.of(
            "%s decides: it leads to %s, port %d%s"
                .formatted(
                    rule.resource().label(),
                    chosen.host(),
                    chosen.port(),
                    chosen.subset().isEmpty() ? "" : ", subset " + chosen.subset()),
            place));
    String name = chosen.route().name().map(Word::text).orElse(NO_NAME);
    Optional<MeshService> service = registry.named(chosen.host());
    IstioName cluster = IstioName.outbound(chosen.port(), chosen.subset(), chosen.host());
    if (service.isEmpty() || service.get().port(chosen.port()).isEmpty()) {
      because.add(
          Statement.of(
              service.isEmpty()
                  ? "the files have no service %s".formatted(chosen.host())
                  : "%s has no port %d: its ports are %s"
                      .formatted(
                          service.get().resource().label(),
                          chosen.port(),
                          UnknownHost.ports(service.get())),
              place));
      return ended(Fate.NO_CLUSTER, Optional.of(cluster), name);
    }
    if (!chosen.subset().isEmpty()
        && upstream
            .rule(service.get())
            .filter(r -> r.subsets().stream().anyMatch(s -> s.name().is(chosen.subset())))
            .isEmpty()) {
      because.add(Statement.of("no DestinationRule has the subset " + chosen.subset(), place));
      return ended(Fate.NO_CLUSTER, Optional.of(cluster), name);
    }
    return to(
        service.get(),
        chosen.port(),
        chosen.subset(),
        name,
        chosen.route().rewriteAuthority(),
        call.spoken() == OutboundCall.Spoken.HTTP);
  }

  private OutboundRuling tls() {
    String sni = call.sni().orElse("");
    for (VirtualService rule : registry.virtualServices(sni)) {
      Optional<RouteChoice.Chosen> chosen =
          new RouteChoice(registry, call, because, cannotTell).tls(rule, sni);
      if (chosen.isPresent()) {
        return by(chosen.get(), rule);
      }
    }
    Optional<MeshService> service = registry.ofServerName(sni, call.port());
    if (service.isPresent()) {
      because.add(
          Statement.of(
              "port %d and server_name %s are of %s"
                  .formatted(call.port(), sni, service.get().resource().label()),
              service.get().place()));
      registry.catchAll(call.port()).forEach(each -> because.add(catches(each, false)));
      return to(service.get(), call.port(), "", NO_NAME, Optional.empty(), false);
    }
    List<MeshService> http = registry.at(call.port(), Protocol.HTTP);
    Optional<MeshService> dialled =
        call.address().flatMap(address -> registry.ofAddress(address, call.port()));
    if (!http.isEmpty() && dialled.filter(each -> !http.contains(each)).isEmpty()) {
      MeshService first = http.get(0);
      because.add(
          Statement.of(
              "port %d is one of HTTP in the clear (%s, by %s), and a ClientHello came"
                  .formatted(
                      call.port(),
                      first.resource().label(),
                      first.port(call.port()).orElseThrow().why()),
              first.place(first.port(call.port()).orElseThrow())));
      cannotTell.add("whether the sidecar detects TLS at this port and passes it on");
      return ended(Fate.NOT_HTTP, Optional.empty(), NO_NAME);
    }
    if (dialled.isEmpty()) {
      registry
          .named(sni)
          .ifPresent(
              each ->
                  because.add(
                      Statement.of(
                          "%s has no port %d: its ports are %s"
                              .formatted(
                                  each.resource().label(), call.port(), UnknownHost.ports(each)),
                          each.place())));
      if (registry.named(sni).isEmpty()) {
        because.add(
            Statement.unwritten(
                call.sni().isEmpty()
                    ? "the ClientHello has no server_name to go by"
                    : "the mesh knows no host %s at port %d".formatted(sni, call.port())));
      }
    }
    return byAddress();
  }

  private OutboundRuling tcp() {
    return byAddress();
  }

  private OutboundRuling byAddress() {
    Optional<MeshService> dialled =
        call.address().flatMap(address -> registry.ofAddress(address, call.port()));
    if (dialled.isPresent()) {
      because.add(
          Statement.of(
              "the address %s and port %d are of %s"
                  .formatted(
                      call.address().orElseThrow(), call.port(), dialled.get().resource().label()),
              dialled.get().place()));
      return to(dialled.get(), call.port(), "", NO_NAME, Optional.empty(), false);
    }
    List<MeshService> catching = registry.catchAll(call.port());
    if (!catching.isEmpty()) {
      because.add(catches(catching.get(0), true));
      return to(catching.get(0), call.port(), "", NO_NAME, Optional.empty(), false);
    }
    return unknown(false);
  }

  private static Statement catches(MeshService service, boolean decides) {
    return Statement.of(
            "%s is for TCP at this port and has no addresses: it %s"
                .formatted(
                    service.resource().label(),
                    decides
                        ? "takes every connection to the port"
                        : "may take connections that are not its own"),
            service.place())
        .about("port-hijacked-by-other-serviceentry");
  }

  /** The mesh does not know it. */
  private OutboundRuling unknown(boolean parsed) {
    if (resources.services().isEmpty()) {
      cannotTell.add("whether a Service of the cluster has this host: the files have none");
    }
    OutboundPolicy policy = OutboundPolicy.of(resources, call.namespace(), call.labels());
    because.add(policy.because());
    because.add(
        Statement.unwritten(
                "TCP connects all the same: the sidecar takes every connection of its pod")
            .about("sidecar-accepts-everything"));
    if (!policy.registryOnly()) {
      return new OutboundRuling(
          Fate.FORWARDED,
          Optional.of(IstioName.PASSTHROUGH),
          parsed ? "allow_any" : NO_NAME,
          UpstreamTls.untouched(call.sni()),
          because,
          cannotTell);
    }
    because.add(
        Statement.unwritten("only what is registered may be reached")
            .about("registry-only-blackhole"));
    return parsed
        ? ended(Fate.BLOCKED, Optional.empty(), "block_all")
        : ended(Fate.CLOSED, Optional.of(IstioName.BLACK_HOLE), NO_NAME);
  }

  private OutboundRuling to(
      MeshService service,
      int port,
      String subset,
      String route,
      Optional<Word> rewritten,
      boolean http) {
    UpstreamTls tls = upstream.choose(service, port, subset, rewritten, http);
    because.addAll(upstream.because());
    cannotTell.addAll(upstream.cannotTell());
    return new OutboundRuling(
        Fate.FORWARDED,
        Optional.of(IstioName.outbound(port, subset, service.host())),
        route,
        tls,
        because,
        cannotTell);
  }

  private OutboundRuling ended(Fate fate, Optional<IstioName> cluster, String route) {
    return new OutboundRuling(
        fate, cluster, route, UpstreamTls.untouched(Optional.empty()), because, cannotTell);
  }
}
