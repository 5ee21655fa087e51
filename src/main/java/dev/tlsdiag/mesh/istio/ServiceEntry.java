package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A ServiceEntry: a service that the mesh knows by configuration alone.
 *
 * @param ports those with a number
 * @param location {@code MESH_EXTERNAL} or {@code MESH_INTERNAL}; empty means external
 * @param resolution {@code NONE}, {@code STATIC}, {@code DNS} …; empty means NONE
 * @param workloadSelector empty where it has none
 */
public record ServiceEntry(
    Resource resource,
    List<Word> hosts,
    List<Word> addresses,
    List<Port> ports,
    Optional<Word> location,
    Optional<Word> resolution,
    List<Endpoint> endpoints,
    Optional<Map<String, String>> workloadSelector,
    List<Word> exportTo,
    List<Word> subjectAltNames) {
  public ServiceEntry {
    requireNonNull(resource, "resource is null");
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    requireNonNull(location, "location is null");
    requireNonNull(resolution, "resolution is null");
    endpoints = List.copyOf(endpoints);
    requireNonNull(workloadSelector, "workloadSelector is null");
    exportTo = List.copyOf(exportTo);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /**
   * An item of {@code ports}.
   *
   * @param number with its position
   * @param protocol as written
   */
  public record Port(
      Word number, Optional<Word> name, Optional<Word> protocol, OptionalInt targetPort) {
    public Port {
      requireNonNull(number, "number is null");
      requireNonNull(name, "name is null");
      requireNonNull(protocol, "protocol is null");
      requireNonNull(targetPort, "targetPort is null");
    }

    public int value() {
      return Integer.parseInt(number.text());
    }
  }

  /** An item of {@code endpoints}. */
  public record Endpoint(Optional<Word> address, Map<String, String> labels) {
    public Endpoint {
      requireNonNull(address, "address is null");
      labels = Map.copyOf(labels);
    }
  }

  static ServiceEntry parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    return new ServiceEntry(
        resource,
        spec.words("hosts"),
        spec.words("addresses"),
        spec.parts("ports").stream().flatMap(port -> port(port).stream()).toList(),
        spec.word("location"),
        spec.word("resolution"),
        spec.parts("endpoints").stream()
            .map(each -> new Endpoint(each.word("address"), each.labels("labels")))
            .toList(),
        spec.part("workloadSelector").map(selector -> selector.labels("labels")),
        spec.words("exportTo"),
        spec.words("subjectAltNames"));
  }

  private static Optional<Port> port(Part port) {
    return port.word("number")
        .filter(number -> Part.portNumber(number.text()).isPresent())
        .map(
            number ->
                new Port(
                    number, port.word("name"), port.word("protocol"), port.number("targetPort")));
  }

  /** Outside of the mesh: never any mutual TLS of Istio's without being told. */
  public boolean external() {
    return location.filter(word -> word.is("MESH_INTERNAL")).isEmpty();
  }

  public boolean resolvesBy(String wanted) {
    return resolution.map(Word::text).orElse("NONE").equals(wanted);
  }
}
