package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.istio.InboundRuling.Strictness;
import dev.tlsdiag.mesh.istio.UpstreamTls.Mode;
import dev.tlsdiag.trace.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The pods behind a service, and what they take. */
public record Endpoints(IstioResources resources) {
  /** Those that are in the files. */
  public List<Workload> of(MeshService service) {
    return resources.workloads().stream()
        .filter(each -> each.selectedBy(service.selector(), service.namespace()))
        .toList();
  }

  /** The port of the pods for a port of the service. */
  public static OptionalInt target(Workload workload, MeshService.Port port) {
    if (port.target().isPresent()) {
      return port.target();
    }
    return port.targetName().isEmpty()
        ? OptionalInt.of(port.number())
        : workload.ports().stream()
            .filter(each -> each.name().equals(port.targetName()))
            .mapToInt(Workload.Port::number)
            .findFirst();
  }

  /** What a client's sidecar does by itself. */
  UpstreamTls tls(
      MeshService service,
      int port,
      String subset,
      List<Statement> because,
      List<String> cannotTell) {
    String name = IstioName.outbound(port, subset, service.host()).serverName().orElseThrow();
    List<Workload> pods = of(service);
    if (pods.isEmpty()) {
      because.add(
          Statement.unwritten("mutual TLS is spoken to pods with a sidecar, by themselves"));
      cannotTell.add("the pods of " + service.host() + ": do they have a sidecar?");
      return UpstreamTls.mesh(Mode.BY_ENDPOINT, name);
    }
    Optional<MeshService.Port> known = service.port(port);
    long disabled =
        pods.stream().filter(pod -> strictness(pod, known) == Strictness.DISABLE).count();
    if (disabled == pods.size()) {
      because.add(Statement.unwritten(service.host() + " takes no mutual TLS: mode DISABLE"));
      return UpstreamTls.untouched(Optional.empty());
    }
    if (pods.stream().allMatch(pod -> pod.sidecar().equals(Optional.of(true)))) {
      because.add(
          Statement.of("the pods of %s have a sidecar".formatted(service.host()), place(pods)));
      return UpstreamTls.mesh(Mode.MESH, name);
    }
    if (pods.stream().allMatch(pod -> pod.sidecar().equals(Optional.of(false)))) {
      because.add(
          Statement.of(
              "the pods of %s have no sidecar: in the clear".formatted(service.host()),
              place(pods)));
      return UpstreamTls.untouched(Optional.empty());
    }
    because.add(Statement.unwritten("mutual TLS is spoken to pods with a sidecar, by themselves"));
    cannotTell.add("whether the pods of %s have a sidecar".formatted(service.host()));
    return UpstreamTls.mesh(Mode.BY_ENDPOINT, name);
  }

  /** What a pod takes at the port that this one of a service leads to. */
  public Strictness strictness(Workload pod, Optional<MeshService.Port> port) {
    OptionalInt number = port.isPresent() ? target(pod, port.get()) : OptionalInt.empty();
    return new InboundChoice(resources)
        .strictness(IstioResources.namespace(pod.resource()), pod.labels(), number.orElse(0))
        .mode();
  }

  private static Evidence place(List<Workload> pods) {
    return pods.get(0).resource().at(IstioResources.nameOf(pods.get(0).resource()));
  }
}
