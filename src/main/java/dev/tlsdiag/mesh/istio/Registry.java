package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.MeshService.Protocol;
import dev.tlsdiag.trace.AddressBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hosts that a client's sidecar knows. */
final class Registry {
  private final List<MeshService> services;
  private final IstioResources resources;
  private final String namespace;

  private Registry(List<MeshService> services, IstioResources resources, String namespace) {
    this.services = services;
    this.resources = resources;
    this.namespace = namespace;
  }

  /** Every host of the mesh, whoever may see it. */
  static List<MeshService> all(IstioResources resources) {
    List<MeshService> all = new ArrayList<>();
    resources.services().stream().map(MeshService::of).forEach(all::add);
    resources.serviceEntries().forEach(entry -> all.addAll(MeshService.of(entry)));
    return List.copyOf(all);
  }

  /** As the sidecar of a pod sees it. */
  static Registry of(IstioResources resources, String namespace, Map<String, String> labels) {
    List<MeshService> seen =
        all(resources).stream()
            .filter(service -> exported(exportTo(resources, service), service, namespace))
            .filter(service -> listed(service, sidecar(resources, namespace, labels)))
            .toList();
    return new Registry(seen, resources, namespace);
  }

  private static List<Word> exportTo(IstioResources resources, MeshService service) {
    return resources.serviceEntries().stream()
        .filter(entry -> entry.resource().equals(service.resource()))
        .findFirst()
        .map(ServiceEntry::exportTo)
        .orElse(List.of());
  }

  private static boolean exported(List<Word> exportTo, MeshService service, String namespace) {
    return exportedTo(exportTo, service.namespace(), namespace);
  }

  /** Whether something of one namespace is for sidecars of another. */
  static boolean exportedTo(List<Word> exportTo, String own, String client) {
    return exportTo.isEmpty()
        || exportTo.stream()
            .map(Word::text)
            .anyMatch(
                to -> to.equals("*") || to.equals(client) || to.equals(".") && own.equals(client));
  }

  /** The Sidecar resource of a pod: of its labels, of its namespace, of the root namespace. */
  static Optional<SidecarConfig> sidecar(
      IstioResources resources, String namespace, Map<String, String> labels) {
    List<SidecarConfig> own =
        resources.sidecars().stream()
            .filter(each -> IstioResources.namespace(each.resource()).equals(namespace))
            .toList();
    Optional<SidecarConfig> selecting =
        own.stream()
            .filter(each -> each.selector().filter(s -> !s.isEmpty()).isPresent())
            .filter(each -> labels.entrySet().containsAll(each.selector().get().entrySet()))
            .findFirst();
    return selecting
        .or(() -> own.stream().filter(Registry::forAll).findFirst())
        .or(
            () ->
                resources.sidecars().stream()
                    .filter(
                        each ->
                            IstioResources.namespace(each.resource())
                                .equals(resources.rootNamespace()))
                    .filter(Registry::forAll)
                    .findFirst());
  }

  private static boolean forAll(SidecarConfig config) {
    return config.selector().filter(selector -> !selector.isEmpty()).isEmpty();
  }

  private static boolean listed(MeshService service, Optional<SidecarConfig> sidecar) {
    if (sidecar.isEmpty() || sidecar.get().egressHosts().isEmpty()) {
      return true;
    }
    String own = IstioResources.namespace(sidecar.get().resource());
    return sidecar.get().egressHosts().stream()
        .map(Word::text)
        .anyMatch(listed -> listed(service, listed, own));
  }

  private static boolean listed(MeshService service, String listed, String own) {
    int slash = listed.indexOf('/');
    String where = slash < 0 ? "*" : listed.substring(0, slash);
    String host = listed.substring(slash + 1).toLowerCase(Locale.ROOT);
    boolean here =
        switch (where) {
          case "*" -> true;
          case "." -> service.namespace().equals(own);
          case "~" -> false;
          default -> service.namespace().equals(where);
        };
    return here && (host.equals("*") || HostPattern.within(service.host(), host));
  }

  /** Of an exact name, or of the longest wildcard. */
  Optional<MeshService> named(String host) {
    return services.stream()
        .filter(service -> HostPattern.matches(service.host(), host))
        .max(Comparator.comparingInt(service -> HostPattern.weight(service.host())));
  }

  /** Whether any of them has the port with one of these protocols. */
  List<MeshService> at(int port, Protocol... protocols) {
    Set<Protocol> wanted = Set.of(protocols);
    return services.stream()
        .filter(
            service -> service.port(port).filter(p -> wanted.contains(p.protocol())).isPresent())
        .toList();
  }

  /**
   * The service of a request by its Host: the name alone, or with this very port.
   *
   * @param authority as sent
   */
  Optional<MeshService> ofAuthority(String authority, int port) {
    String name = withoutPort(authority, port);
    return at(port, Protocol.HTTP, Protocol.DETECTED).stream()
        .filter(
            service ->
                service.domains(namespace).stream()
                        .anyMatch(domain -> HostPattern.matches(domain, name))
                    || service.addresses().contains(name))
        .max(Comparator.comparingInt(service -> HostPattern.weight(service.host())));
  }

  /** The name where the port is the one dialled; otherwise all of it, which no domain matches. */
  static String withoutPort(String authority, int port) {
    String lower = authority.toLowerCase(Locale.ROOT);
    String suffix = ":" + port;
    return lower.endsWith(suffix) ? lower.substring(0, lower.length() - suffix.length()) : lower;
  }

  /** The service of a ClientHello by its name. */
  Optional<MeshService> ofServerName(String sni, int port) {
    return at(port, Protocol.TLS).stream()
        .filter(service -> HostPattern.matches(service.host(), sni))
        .max(Comparator.comparingInt(service -> HostPattern.weight(service.host())));
  }

  /** The service that is dialled at an address. */
  Optional<MeshService> ofAddress(String address, int port) {
    return services.stream()
        .filter(service -> service.port(port).isPresent())
        .filter(service -> service.addresses().stream().anyMatch(each -> holds(each, address)))
        .findFirst();
  }

  private static boolean holds(String block, String address) {
    if (block.equals(address)) {
      return true;
    }
    if (!block.contains("/")) {
      return false;
    }
    try {
      return AddressBlock.parse(block).contains(address);
    } catch (IllegalArgumentException e) {
      return false; // for the checks to say
    }
  }

  /** ServiceEntries for TCP without an address: they take every connection to the port. */
  List<MeshService> catchAll(int port) {
    return at(port, Protocol.TCP).stream()
        .filter(service -> !service.kubernetes() && service.addresses().isEmpty())
        .toList();
  }

  /** VirtualServices for sidecars that the client sees, whose hosts have this one. */
  List<VirtualService> virtualServices(String host) {
    return resources.virtualServices().stream()
        .filter(VirtualService::forSidecars)
        .filter(
            each ->
                exportedTo(each.exportTo(), IstioResources.namespace(each.resource()), namespace))
        .filter(each -> weight(each, host) > 0)
        .sorted(Comparator.comparingInt((VirtualService each) -> weight(each, host)).reversed())
        .toList();
  }

  private static int weight(VirtualService service, String host) {
    return service.hosts().stream()
        .map(pattern -> HostPattern.expanded(pattern.text(), service.resource()))
        .filter(pattern -> HostPattern.matches(pattern, host))
        .mapToInt(HostPattern::weight)
        .max()
        .orElse(0);
  }

  /** Who has this host, for a sentence: not the client's to see, perhaps. */
  static Optional<Resource> anywhere(IstioResources resources, String host) {
    return all(resources).stream()
        .filter(service -> HostPattern.matches(service.host(), host))
        .map(MeshService::resource)
        .findFirst();
  }
}
