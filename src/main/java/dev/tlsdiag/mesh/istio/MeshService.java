package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A host that the mesh knows, from a Service or from a ServiceEntry.
 *
 * @param host in lower case, with all of its labels; perhaps a wildcard
 * @param addresses it is dialled at; CIDR blocks among them
 * @param original whether requests go to the address that the client dialled
 * @param selector of its pods; empty where it has none
 * @param position of the host
 */
public record MeshService(
    Resource resource,
    String host,
    String namespace,
    List<Port> ports,
    List<String> addresses,
    boolean external,
    boolean original,
    Map<String, String> selector,
    List<Word> subjectAltNames,
    Position position) {
  private static final Set<String> HTTP =
      Set.of("http", "http2", "grpc", "grpc-web", "h2c", "kubernetes.io/h2c", "kubernetes.io/ws");
  private static final Set<String> TLS = Set.of("https", "tls", "kubernetes.io/wss");
  private static final Set<String> TCP = Set.of("tcp", "mongo", "mysql", "redis", "udp");

  /** What the sidecar takes the bytes of a port for. */
  public enum Protocol {
    HTTP,
    /** Passed on by its server_name, unread. */
    TLS,
    TCP,
    /** Looked at. */
    DETECTED
  }

  public MeshService {
    requireNonNull(resource, "resource is null");
    requireNonNull(host, "host is null");
    requireNonNull(namespace, "namespace is null");
    ports = List.copyOf(ports);
    addresses = List.copyOf(addresses);
    selector = Map.copyOf(selector);
    subjectAltNames = List.copyOf(subjectAltNames);
    requireNonNull(position, "position is null");
  }

  /**
   * A port.
   *
   * @param target of the workload, where it is another one
   * @param targetName of the workload's port
   * @param why what the protocol was taken from: {@code protocol HTTPS}, {@code its name http-web}
   */
  public record Port(
      int number,
      Protocol protocol,
      OptionalInt target,
      Optional<String> targetName,
      String why,
      Position position) {
    public Port {
      requireNonNull(protocol, "protocol is null");
      requireNonNull(target, "target is null");
      requireNonNull(targetName, "targetName is null");
      requireNonNull(why, "why is null");
      requireNonNull(position, "position is null");
    }
  }

  static List<MeshService> of(ServiceEntry entry) {
    List<Port> ports = entry.ports().stream().map(MeshService::port).toList();
    return entry.hosts().stream()
        .map(
            host ->
                new MeshService(
                    entry.resource(),
                    host.text().toLowerCase(Locale.ROOT),
                    IstioResources.namespace(entry.resource()),
                    ports,
                    entry.addresses().stream().map(Word::text).toList(),
                    entry.external(),
                    entry.resolvesBy("NONE"),
                    entry.workloadSelector().orElse(Map.of()),
                    entry.subjectAltNames(),
                    host.position()))
        .toList();
  }

  private static Port port(ServiceEntry.Port port) {
    String given = port.protocol().map(Word::text).orElse("");
    return new Port(
        port.value(),
        protocol(given),
        port.targetPort(),
        Optional.empty(),
        given.isEmpty() ? "no protocol" : "protocol " + given,
        port.protocol().map(Word::position).orElse(port.number().position()));
  }

  static MeshService of(KubeService service) {
    Resource resource = service.resource();
    String namespace = IstioResources.namespace(resource);
    return new MeshService(
        resource,
        (resource.name() + "." + namespace + "." + HostPattern.CLUSTER_DOMAIN)
            .toLowerCase(Locale.ROOT),
        namespace,
        service.ports().stream().filter(port -> !port.udp()).map(MeshService::port).toList(),
        service.clusterIp().filter(address -> !address.equals("None")).stream().toList(),
        service.isExternalName(),
        service.headless(),
        service.selector(),
        List.of(),
        IstioResources.nameOf(resource));
  }

  private static Port port(KubeService.Port port) {
    Optional<Word> app = port.appProtocol();
    String name = port.name().map(Word::text).orElse("");
    String prefix = name.contains("-") ? name.substring(0, name.indexOf('-')) : name;
    boolean grpcWeb = name.startsWith("grpc-web");
    String given = app.map(Word::text).orElse(grpcWeb ? "grpc-web" : prefix);
    OptionalInt target =
        port.targetPort().map(word -> Part.portNumber(word.text())).orElse(OptionalInt.empty());
    return new Port(
        port.value(),
        protocol(given),
        target,
        port.targetPort().map(Word::text).filter(text -> target.isEmpty()),
        app.isPresent()
            ? "appProtocol " + given
            : name.isEmpty() ? "no name and no appProtocol" : "its name " + name,
        app.or(port::name).map(Word::position).orElse(port.number().position()));
  }

  /** Of the words for it in port names, {@code appProtocol} and {@code protocol}. */
  public static Protocol protocol(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (HTTP.contains(lower)) {
      return Protocol.HTTP;
    }
    if (TLS.contains(lower)) {
      return Protocol.TLS;
    }
    return TCP.contains(lower) ? Protocol.TCP : Protocol.DETECTED;
  }

  public Optional<Port> port(int number) {
    return ports.stream().filter(port -> port.number() == number).findFirst();
  }

  /** Whether it is from a Service. */
  public boolean kubernetes() {
    return resource.kind().equals("Service");
  }

  public Evidence place() {
    return resource.at(position);
  }

  public Evidence place(Port port) {
    return resource.at(port.position());
  }

  /** Names it is asked for by in HTTP, without ports, by a client of this namespace. */
  List<String> domains(String clientNamespace) {
    if (!kubernetes()) {
      return List.of(host);
    }
    String name = host.substring(0, host.indexOf('.'));
    String inside = name + "." + namespace;
    return clientNamespace.equals(namespace)
        ? List.of(host, inside + ".svc", inside, name)
        : List.of(host, inside + ".svc", inside);
  }
}
