package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.Gateway;
import dev.tlsdiag.mesh.istio.Gateway.Server;
import dev.tlsdiag.mesh.istio.HostPattern;
import dev.tlsdiag.mesh.istio.IstioResources;
import dev.tlsdiag.mesh.istio.VirtualService;
import dev.tlsdiag.mesh.istio.Word;
import dev.tlsdiag.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gateways, and the VirtualServices that are bound to them. */
final class GatewayChecks {
  private GatewayChecks() {}

  static void check(IstioScene scene) {
    List<Gateway> gateways = scene.resources().gateways();
    for (int i = 0; i < gateways.size(); i++) {
      Gateway gateway = gateways.get(i);
      gateway.servers().forEach(server -> server(gateway, server, scene));
      for (Gateway other : gateways.subList(0, i)) {
        duplicate(gateway, other, scene);
      }
    }
    scene.resources().virtualServices().forEach(service -> hosts(service, scene));
  }

  private static void server(Gateway gateway, Server server, IstioScene scene) {
    String protocol = server.protocol().map(w -> w.text().toUpperCase(Locale.ROOT)).orElse("");
    Resource resource = gateway.resource();
    Optional<Gateway.Tls> tls = server.tls();
    if (Set.of("HTTPS", "TLS").contains(protocol) && tls.isEmpty()) {
      scene.add(
          IstioLint.ISTIO_GATEWAY_TLS,
          resource,
          server.protocol().orElseThrow().position(),
          "protocol %s without tls: the API refuses the server".formatted(protocol),
          "tls with a mode and a credentialName");
    }
    if (tls.isEmpty()) {
      return;
    }
    Gateway.Tls given = tls.get();
    boolean ends =
        given.mode().isEmpty()
            || given.is("SIMPLE")
            || given.is("MUTUAL")
            || given.is("OPTIONAL_MUTUAL");
    boolean encrypted = !Set.of("HTTP", "HTTP2", "GRPC", "").contains(protocol);
    if (!encrypted && !given.httpsRedirect() && given.mode().isPresent()) {
      scene.add(
          IstioLint.ISTIO_GATEWAY_TLS,
          resource,
          given.position(),
          "protocol %s is in the clear, and its tls is not used".formatted(protocol),
          "protocol HTTPS");
    }
    if (encrypted
        && ends
        && given.credentialName().isEmpty()
        && given.serverCertificate().isEmpty()
        && !given.otherCertificates()) {
      scene.add(
          IstioLint.ISTIO_GATEWAY_TLS,
          resource,
          given.position(),
          "tls mode %s has no certificate to show"
              .formatted(given.mode().map(Word::text).orElse("SIMPLE")),
          "credentialName with the name of a secret");
    }
    given.credentialName().ifPresent(name -> credential(resource, name, scene));
    if (given.is("PASSTHROUGH")) {
      passthrough(gateway, server, scene);
    }
  }

  private static void credential(Resource gateway, Word name, IstioScene scene) {
    List<Resource> secrets =
        scene.resources().others().stream().filter(each -> each.kind().equals("Secret")).toList();
    List<Resource> same = secrets.stream().filter(each -> each.name().equals(name.text())).toList();
    if (secrets.isEmpty() || name.text().contains("://")) {
      return; // the files have no secrets: nothing can be said of one
    }
    if (same.isEmpty()) {
      scene.add(
          IstioLint.ISTIO_GATEWAY_CREDENTIAL,
          gateway,
          name.position(),
          "no secret '%s' is in the files: the gateway resets connections without it"
              .formatted(name),
          "a secret of type kubernetes.io/tls in the namespace of the gateway's pods");
    }
    for (Resource secret : same) {
      Set<String> keys = keys(secret);
      boolean whole =
          keys.containsAll(Set.of("tls.crt", "tls.key")) || keys.containsAll(Set.of("cert", "key"));
      if (!whole) {
        scene.add(
            IstioLint.ISTIO_GATEWAY_CREDENTIAL,
            gateway,
            name.position(),
            "secret '%s' has the keys %s"
                .formatted(
                    RuleChecks.named(secret), keys.isEmpty() ? "(none)" : String.join(", ", keys)),
            "tls.crt and tls.key, or cert and key");
      }
    }
  }

  /** Names alone, never values. */
  private static Set<String> keys(Resource secret) {
    return Stream.of("data", "stringData")
        .flatMap(key -> secret.node().entry(key).stream())
        .map(YamlNode.Entry::value)
        .filter(YamlNode.Mapping.class::isInstance)
        .flatMap(data -> ((YamlNode.Mapping) data).entries().stream())
        .map(entry -> entry.key().text())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void passthrough(Gateway gateway, Server server, IstioScene scene) {
    List<VirtualService> bound =
        scene.resources().virtualServices().stream()
            .filter(service -> service.gateways().stream().anyMatch(g -> is(g, service, gateway)))
            .toList();
    boolean routed = bound.stream().anyMatch(service -> !service.tls().isEmpty());
    if (!bound.isEmpty() && !routed) {
      scene.add(
          IstioLint.ISTIO_PASSTHROUGH_WITHOUT_ROUTES,
          gateway.resource(),
          server.tls().orElseThrow().position(),
          "TLS is passed on by its server_name, and %s has no tls route"
              .formatted(bound.get(0).resource().label()),
          "tls routes with sniHosts");
    }
  }

  private static boolean is(Word named, VirtualService service, Gateway gateway) {
    String text =
        named.text().contains("/")
            ? named.text()
            : IstioResources.namespace(service.resource()) + "/" + named.text();
    return text.equals(RuleChecks.named(gateway.resource()));
  }

  private static void duplicate(Gateway gateway, Gateway other, IstioScene scene) {
    if (!gateway.selector().equals(other.selector())) {
      return; // other pods, other connections
    }
    for (Server mine : gateway.servers()) {
      Optional<Word> name = mine.tls().flatMap(Gateway.Tls::credentialName);
      boolean same =
          name.isPresent()
              && other.servers().stream()
                  .anyMatch(
                      theirs ->
                          theirs
                              .tls()
                              .flatMap(Gateway.Tls::credentialName)
                              .filter(n -> n.is(name.get().text()))
                              .isPresent());
      if (same) {
        scene.add(
            IstioLint.ISTIO_GATEWAY_DUPLICATE_CERTIFICATE,
            gateway.resource(),
            name.get().position(),
            "the certificate '%s' is in %s too: a client that uses its HTTP/2 connection for both"
                    .formatted(name.get(), RuleChecks.named(other.resource()))
                + " hosts gets 404",
            "one Gateway with all of the certificate's hosts");
        return;
      }
    }
  }

  private static void hosts(VirtualService service, IstioScene scene) {
    for (Word named : service.gateways()) {
      for (Gateway gateway : scene.resources().gateways()) {
        if (!is(named, service, gateway)) {
          continue;
        }
        for (Word host : service.hosts()) {
          if (!hasHost(gateway, host, service)) {
            scene.add(
                IstioLint.ISTIO_HOST_NOT_IN_GATEWAY,
                service.resource(),
                host.position(),
                "no server of Gateway %s has the host '%s'"
                    .formatted(RuleChecks.named(gateway.resource()), host),
                "the host in a server of the Gateway");
          }
        }
      }
    }
  }

  private static boolean hasHost(Gateway gateway, Word host, VirtualService service) {
    String wanted = HostPattern.expanded(host.text(), service.resource());
    String space = IstioResources.namespace(service.resource());
    String own = IstioResources.namespace(gateway.resource());
    return gateway.servers().stream()
        .flatMap(server -> server.hosts().stream())
        .anyMatch(
            each -> {
              int slash = each.text().indexOf('/');
              String from = slash < 0 ? "*" : each.text().substring(0, slash);
              String pattern = each.text().substring(slash + 1).toLowerCase(Locale.ROOT);
              boolean visible =
                  from.equals("*") || from.equals(space) || from.equals(".") && own.equals(space);
              return visible
                  && (HostPattern.within(wanted, pattern) || HostPattern.within(pattern, wanted));
            });
  }
}
