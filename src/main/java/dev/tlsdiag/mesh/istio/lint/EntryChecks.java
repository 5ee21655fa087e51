package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.HostPattern;
import dev.tlsdiag.mesh.istio.KubeService;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.mesh.istio.MeshService.Protocol;
import dev.tlsdiag.mesh.istio.ServiceEntry;
import dev.tlsdiag.mesh.istio.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** ServiceEntries and Services: ports, protocols, hosts. */
final class EntryChecks {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private EntryChecks() {}

  static void check(IstioScene scene) {
    List<ServiceEntry> entries = scene.resources().serviceEntries();
    Map<String, List<Integer>> places = new HashMap<>(); // by host: not each against each
    for (int i = 0; i < entries.size(); i++) {
      ServiceEntry entry = entries.get(i);
      entry.ports().forEach(port -> port(entry, port, scene));
      wildcard(entry, scene);
      List<String> hosts = hosts(entry);
      hosts.stream()
          .flatMap(host -> places.getOrDefault(host, List.of()).stream())
          .sorted()
          .distinct()
          .forEach(other -> conflict(entry, entries.get(other), scene));
      for (String host : hosts) {
        places.computeIfAbsent(host, k -> new ArrayList<>()).add(i);
      }
    }
    if (!scene.resources().isEmpty()) {
      scene.resources().services().forEach(service -> names(service, scene));
    }
  }

  private static void port(ServiceEntry entry, ServiceEntry.Port port, IstioScene scene) {
    Resource resource = entry.resource();
    String given = port.protocol().map(Word::text).orElse("");
    Protocol protocol = MeshService.protocol(given);
    Word at = port.protocol().orElse(port.number());
    if (protocol == Protocol.TCP && entry.addresses().isEmpty()) {
      scene.add(
          IstioLint.ISTIO_ADDRESSES_REQUIRED,
          resource,
          at.position(),
          "protocol %s without addresses takes every connection to port %s, whoever it is for"
              .formatted(given, port.number()),
          "addresses, or protocol TLS, which goes by the server_name");
    }
    if (port.value() == HTTPS && protocol == Protocol.HTTP) {
      scene.add(
          IstioLint.ISTIO_PROTOCOL_AGAINST_PORT,
          resource,
          at.position(),
          "port 443 has protocol %s: sidecars expect HTTP in the clear there, and a ClientHello is none"
              .formatted(given),
          "protocol HTTPS or TLS");
    }
    if (port.value() == HTTP && protocol == Protocol.TLS) {
      scene.add(
          IstioLint.ISTIO_PROTOCOL_AGAINST_PORT,
          resource,
          at.position(),
          "port 80 has protocol %s: HTTP in the clear has no server_name to go by".formatted(given),
          "protocol HTTP, and targetPort: 443 with a DestinationRule that begins TLS");
    }
    boolean toTls = port.targetPort().orElse(0) == HTTPS && protocol == Protocol.HTTP;
    if (toTls && !begunFor(entry, port.value(), scene)) {
      scene.add(
          IstioLint.ISTIO_PLAIN_TO_TLS_PORT,
          resource,
          at.position(),
          "HTTP of port %s goes in the clear to port 443: no DestinationRule begins TLS"
              .formatted(port.number()),
          "a DestinationRule with tls mode SIMPLE for this host and port");
    }
  }

  private static boolean begunFor(ServiceEntry entry, int port, IstioScene scene) {
    return scene.resources().destinationRules().stream()
        .filter(rule -> rule.host().isPresent())
        .filter(
            rule ->
                entry.hosts().stream()
                    .anyMatch(
                        host ->
                            HostPattern.within(
                                host.text().toLowerCase(Locale.ROOT),
                                HostPattern.expanded(rule.host().get().text(), rule.resource()))))
        .anyMatch(
            rule ->
                rule.tls(port, "").isPresent()
                    || rule.subsets().stream()
                        .anyMatch(subset -> rule.tls(port, subset.name().text()).isPresent()));
  }

  private static void wildcard(ServiceEntry entry, IstioScene scene) {
    boolean lookedUp = entry.resolvesBy("DNS") || entry.resolvesBy("DNS_ROUND_ROBIN");
    if (!lookedUp || !entry.endpoints().isEmpty()) {
      return;
    }
    entry.hosts().stream()
        .filter(host -> HostPattern.isWildcard(host.text()))
        .forEach(
            host ->
                scene.add(
                    IstioLint.ISTIO_WILDCARD_WITH_DNS,
                    entry.resource(),
                    host.position(),
                    "'%s' is no name that can be looked up, and resolution is %s"
                        .formatted(host, entry.resolution().orElseThrow()),
                    "resolution NONE, or endpoints"));
  }

  private static List<String> hosts(ServiceEntry entry) {
    return entry.hosts().stream()
        .map(host -> host.text().toLowerCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private static void conflict(ServiceEntry entry, ServiceEntry other, IstioScene scene) {
    for (Word host : entry.hosts()) {
      boolean shared = other.hosts().stream().anyMatch(h -> h.text().equalsIgnoreCase(host.text()));
      for (ServiceEntry.Port port : shared ? entry.ports() : List.<ServiceEntry.Port>of()) {
        Optional<ServiceEntry.Port> same =
            other.ports().stream().filter(p -> p.value() == port.value()).findFirst();
        String mine = protocol(port);
        if (same.isPresent() && !protocol(same.get()).equals(mine)) {
          scene.add(
              IstioLint.ISTIO_CONFLICTING_PROTOCOL,
              entry.resource(),
              port.protocol().orElse(port.number()).position(),
              "port %s of %s has protocol %s here and %s in %s"
                  .formatted(
                      port.number(),
                      host,
                      mine,
                      protocol(same.get()),
                      RuleChecks.named(other.resource())),
              "one protocol in both");
        }
      }
    }
  }

  private static String protocol(ServiceEntry.Port port) {
    return port.protocol().map(word -> word.text().toUpperCase(Locale.ROOT)).orElse("none");
  }

  /** A port that browsers speak TLS to, declared as HTTP: no chain takes a plain ClientHello. */
  private static void tlsPort(KubeService service, KubeService.Port port, IstioScene scene) {
    String said =
        port.appProtocol().or(port::name).map(Word::text).map(n -> n.split("-", 2)[0]).orElse("");
    if (port.value() == HTTPS && MeshService.protocol(said) == Protocol.HTTP) {
      scene.add(
          IstioLint.ISTIO_PROTOCOL_AGAINST_PORT,
          service.resource(),
          port.appProtocol().or(port::name).orElse(port.number()).position(),
          "port 443 is declared as %s: sidecars expect HTTP in the clear there, and a ClientHello is"
                  .formatted(said)
              + " taken by no chain",
          "https, where the program speaks TLS itself");
    }
  }

  private static void names(KubeService service, IstioScene scene) {
    for (KubeService.Port port : service.ports()) {
      String name = port.name().map(Word::text).orElse("");
      String prefix = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
      Protocol said = MeshService.protocol(prefix);
      tlsPort(service, port, scene);
      if (port.udp() || port.appProtocol().isPresent()) {
        continue;
      }
      Word at = port.name().orElse(port.number());
      if (service.isExternalName() && (name.isEmpty() || said == Protocol.TCP)) {
        scene.add(
            IstioLint.ISTIO_EXTERNAL_NAME_PORT,
            service.resource(),
            at.position(),
            "port %s of an ExternalName service is taken for TCP, and takes the port from others"
                .formatted(port.number()),
            "a name that begins with http, https or tls");
      } else if (!service.isExternalName() && said == Protocol.DETECTED) {
        scene.add(
            IstioLint.ISTIO_PORT_NAME,
            service.resource(),
            at.position(),
            "port %s (%s) does not say its protocol: sidecars guess by the first bytes"
                .formatted(port.number(), name.isEmpty() ? "without a name" : "name " + name),
            "appProtocol, or a name such as http-web, tcp-db, tls-api");
      }
    }
  }
}
