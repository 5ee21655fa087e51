package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.DestinationRule;
import dev.tlsdiag.mesh.istio.HostPattern;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.mesh.istio.MeshService.Protocol;
import dev.tlsdiag.mesh.istio.VirtualService;
import dev.tlsdiag.mesh.istio.VirtualService.Destination;
import dev.tlsdiag.mesh.istio.VirtualService.Route;
import dev.tlsdiag.mesh.istio.Word;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** VirtualServices: names, and where routes lead. */
final class RouteChecks {
  private final IstioScene scene;
  private final VirtualService service;
  private final Resource resource;

  private RouteChecks(IstioScene scene, VirtualService service) {
    this.scene = scene;
    this.service = service;
    resource = service.resource();
  }

  static void check(IstioScene scene) {
    for (VirtualService service : scene.resources().virtualServices()) {
      RouteChecks checks = new RouteChecks(scene, service);
      service.tls().forEach(checks::names);
      service.http().forEach(checks::rewrite);
      checks.unused();
      Stream.of(service.http(), service.tls(), service.tcp())
          .flatMap(List::stream)
          .forEach(route -> route.destinations().forEach(checks::destination));
    }
  }

  private void names(Route route) {
    for (Word name : route.matches().stream().flatMap(m -> m.sniHosts().stream()).toList()) {
      String lower = name.text().toLowerCase(Locale.ROOT);
      boolean within =
          service.hosts().stream()
              .anyMatch(host -> HostPattern.within(lower, host.text().toLowerCase(Locale.ROOT)));
      if (HostName.isAddress(name.text())) {
        add(
            IstioLint.ISTIO_SNI_HOST_IS_ADDRESS,
            name.position(),
            "'%s' is an address: a server_name is a name (RFC 6066 section 3)".formatted(name),
            "a tcp route with destinationSubnets");
      } else if (!within) {
        add(
            IstioLint.ISTIO_SNI_HOSTS_OUTSIDE_HOSTS,
            name.position(),
            "'%s' is none of the hosts (%s): the API refuses it"
                .formatted(
                    name, String.join(", ", service.hosts().stream().map(Word::text).toList())),
            "the same name in hosts");
      }
    }
  }

  /** {@code auto_sni} goes by the Host, before or after the rewrite as the version has it. */
  private void rewrite(Route route) {
    Optional<Word> changed = route.rewriteAuthority();
    for (Destination to : changed.isPresent() ? route.destinations() : List.<Destination>of()) {
      Optional<DestinationRule> rule = rule(to);
      boolean taken =
          rule.flatMap(r -> r.tls(to.port().orElse(0), to.subset().map(Word::text).orElse("")))
              .filter(tls -> tls.is("SIMPLE") || tls.is("MUTUAL"))
              .filter(tls -> tls.sni().isEmpty())
              .isPresent();
      if (taken) {
        add(
            IstioLint.ISTIO_REWRITE_CHANGES_SNI,
            changed.get().position(),
            "%s has no sni, so the server_name follows the Host: since Istio 1.24 it is '%s', before"
                    .formatted(RuleChecks.named(rule.get().resource()), changed.get())
                + " that the Host as it came",
            "sni and subjectAltNames in the DestinationRule");
      }
    }
  }

  /** Of a port whose TLS is passed on, no sidecar ever sees the HTTP. */
  private void unused() {
    if (service.http().isEmpty() || !service.forSidecars()) {
      return;
    }
    for (Word host : service.hosts()) {
      for (MeshService known : scene.hosts(host.text(), resource)) {
        boolean all =
            !known.ports().isEmpty()
                && known.ports().stream().allMatch(port -> port.protocol() == Protocol.TLS);
        if (all) {
          add(
              IstioLint.ISTIO_HTTP_ROUTE_UNUSED,
              service.http().get(0).position(),
              "the ports of %s carry TLS that is passed on: http routes never apply"
                  .formatted(known.host()),
              "tls routes, or a port with protocol HTTP and a DestinationRule that begins TLS");
        }
      }
    }
  }

  private void destination(Destination to) {
    if (to.host().isEmpty()) {
      return;
    }
    Word host = to.host().get();
    List<MeshService> hosts = scene.hosts(host.text(), resource);
    if (hosts.isEmpty()) {
      boolean whole =
          scene.hosts().stream().anyMatch(MeshService::kubernetes)
              || host.text().contains(".") && !scene.hosts().isEmpty();
      if (whole && !host.text().endsWith(HostPattern.CLUSTER_DOMAIN)) {
        add(
            IstioLint.ISTIO_UNKNOWN_HOST,
            host.position(),
            "no Service and no ServiceEntry in the files has the host '%s'%s"
                .formatted(
                    host,
                    host.text().contains(".")
                        ? ""
                        : ", which is " + HostPattern.expanded(host.text(), resource)),
            host.text().contains(".")
                ? "a ServiceEntry for it"
                : "a short name is one of the VirtualService's own namespace");
      }
      return;
    }
    int port = to.port().orElse(0);
    if (port != 0 && hosts.stream().noneMatch(known -> known.port(port).isPresent())) {
      add(
          IstioLint.ISTIO_DESTINATION_PORT_UNKNOWN,
          host.position(),
          "%s has no port %d: requests get 503 (NC)".formatted(hosts.get(0).host(), port),
          String.join(
              ", ", hosts.get(0).ports().stream().map(p -> Integer.toString(p.number())).toList()));
    }
    to.subset().ifPresent(subset -> subset(to, subset));
  }

  private void subset(Destination to, Word subset) {
    Optional<DestinationRule> rule = rule(to);
    boolean there =
        rule.filter(r -> r.subsets().stream().anyMatch(each -> each.name().is(subset.text())))
            .isPresent();
    if (!there) {
      add(
          IstioLint.ISTIO_SUBSET_UNKNOWN,
          subset.position(),
          "no DestinationRule of %s has the subset '%s': requests get 503 (NC)"
              .formatted(to.host().orElseThrow(), subset),
          rule.map(
                  r ->
                      String.join(
                          ", ", r.subsets().stream().map(each -> each.name().text()).toList()))
              .filter(names -> !names.isEmpty())
              .orElse("a subset of that name in a DestinationRule"));
    }
  }

  /** The first for the destination, of those with its subset where there are some. */
  private Optional<DestinationRule> rule(Destination to) {
    String host = to.host().map(word -> HostPattern.expanded(word.text(), resource)).orElse("");
    List<DestinationRule> rules =
        scene.resources().destinationRules().stream()
            .filter(rule -> rule.host().isPresent())
            .filter(
                rule ->
                    HostPattern.within(
                        host, HostPattern.expanded(rule.host().get().text(), rule.resource())))
            .toList();
    return rules.stream()
        .filter(
            rule ->
                to.subset().isEmpty()
                    || rule.subsets().stream()
                        .anyMatch(each -> each.name().is(to.subset().get().text())))
        .findFirst()
        .or(() -> rules.stream().findFirst());
  }

  private void add(IstioLint lint, Position at, String message, String likely) {
    scene.add(lint, resource, at, message, likely);
  }
}
