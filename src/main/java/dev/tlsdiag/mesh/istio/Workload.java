package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A pod, or what a Deployment and its like make pods of.
 *
 * @param labels of the pods
 * @param ports of its containers
 * @param sidecar whether the pods have one; empty where the file cannot tell
 */
public record Workload(
    Resource resource, Map<String, String> labels, List<Port> ports, Optional<Boolean> sidecar) {
  private static final Set<String> TEMPLATED =
      Set.of("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Rollout");

  public Workload {
    requireNonNull(resource, "resource is null");
    labels = Map.copyOf(labels);
    ports = List.copyOf(ports);
    requireNonNull(sidecar, "sidecar is null");
  }

  /** The address of a pod that runs. */
  public Optional<String> address() {
    return Part.of(resource.node()).part("status").flatMap(s -> s.word("podIP")).map(Word::text);
  }

  /** A port of a container. */
  public record Port(int number, Optional<String> name) {
    public Port {
      requireNonNull(name, "name is null");
    }
  }

  /** Empty where the resource makes no pods. */
  static Optional<Workload> parse(Resource resource) {
    Part all = Part.of(resource.node());
    if (resource.kind().equals("Pod")) {
      return Optional.of(of(resource, all));
    }
    return TEMPLATED.contains(resource.kind())
        ? all.part("spec").flatMap(spec -> spec.part("template")).map(pod -> of(resource, pod))
        : Optional.empty();
  }

  private static Workload of(Resource resource, Part pod) {
    Map<String, String> labels =
        pod.part("metadata").map(metadata -> metadata.labels("labels")).orElse(Map.of());
    Map<String, String> annotations =
        pod.part("metadata").map(metadata -> metadata.labels("annotations")).orElse(Map.of());
    Optional<Part> spec = pod.part("spec");
    List<Part> containers = spec.map(s -> s.parts("containers")).orElse(List.of());
    List<Part> before = spec.map(s -> s.parts("initContainers")).orElse(List.of());
    List<Port> ports =
        containers.stream()
            .flatMap(container -> container.parts("ports").stream())
            .flatMap(port -> port(port).stream())
            .toList();
    boolean proxy = containers.stream().anyMatch(Workload::isProxy);
    boolean native_ = before.stream().anyMatch(Workload::isProxy);
    return new Workload(
        resource,
        labels,
        ports,
        sidecar(resource, labels, annotations, proxy || native_, !containers.isEmpty()));
  }

  private static Optional<Port> port(Part port) {
    OptionalInt number = port.number("containerPort");
    return number.isPresent()
        ? Optional.of(new Port(number.getAsInt(), port.word("name").map(Word::text)))
        : Optional.empty();
  }

  private static boolean isProxy(Part container) {
    return container.word("name").filter(name -> name.is("istio-proxy")).isPresent();
  }

  /** A template has no sidecar before it is injected, and a pod that runs has what it has. */
  private static Optional<Boolean> sidecar(
      Resource resource,
      Map<String, String> labels,
      Map<String, String> annotations,
      boolean proxy,
      boolean containersKnown) {
    String inject =
        labels.getOrDefault(
            "sidecar.istio.io/inject", annotations.getOrDefault("sidecar.istio.io/inject", ""));
    if (proxy
        || labels.getOrDefault("security.istio.io/tlsMode", "").equals("istio")
        || annotations.containsKey("sidecar.istio.io/status")) {
      return Optional.of(true);
    }
    if (inject.equals("false") || ranWithout(resource, containersKnown)) {
      return Optional.of(false);
    }
    return inject.equals("true") ? Optional.of(true) : Optional.empty();
  }

  /** Whether the pod has run, so that nothing will be put into it any more. */
  private static boolean ranWithout(Resource resource, boolean containersKnown) {
    Optional<YamlNode> status = resource.node().entry("status").map(YamlNode.Entry::value);
    return resource.kind().equals("Pod")
        && containersKnown
        && status.filter(YamlNode.Mapping.class::isInstance).isPresent();
  }

  /** Whether a selector chooses it; an empty one does not. */
  public boolean selectedBy(Map<String, String> selector, String namespace) {
    return !selector.isEmpty()
        && IstioResources.namespace(resource).equals(namespace)
        && labels.entrySet().containsAll(selector.entrySet());
  }
}
