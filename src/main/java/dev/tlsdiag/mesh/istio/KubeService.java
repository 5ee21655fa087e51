package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Service of Kubernetes, as far as the mesh goes by it.
 *
 * @param ports those with a number
 * @param selector empty of one without
 * @param clusterIp {@code None} of a headless one
 */
public record KubeService(
    Resource resource,
    List<Port> ports,
    Map<String, String> selector,
    Optional<String> clusterIp,
    Optional<Word> type) {
  public KubeService {
    requireNonNull(resource, "resource is null");
    ports = List.copyOf(ports);
    selector = Map.copyOf(selector);
    requireNonNull(clusterIp, "clusterIp is null");
    requireNonNull(type, "type is null");
  }

  /**
   * An item of {@code ports}.
   *
   * @param targetPort number or name, as written; empty: the same number
   */
  public record Port(
      Word number,
      Optional<Word> name,
      Optional<Word> appProtocol,
      Optional<Word> targetPort,
      boolean udp) {
    public Port {
      requireNonNull(number, "number is null");
      requireNonNull(name, "name is null");
      requireNonNull(appProtocol, "appProtocol is null");
      requireNonNull(targetPort, "targetPort is null");
    }

    public int value() {
      return Integer.parseInt(number.text());
    }
  }

  static KubeService parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    return new KubeService(
        resource,
        spec.parts("ports").stream().flatMap(port -> port(port).stream()).toList(),
        spec.labels("selector"),
        spec.word("clusterIP").map(Word::text),
        spec.word("type"));
  }

  private static Optional<Port> port(Part port) {
    return port.word("port")
        .filter(number -> Part.portNumber(number.text()).isPresent())
        .map(
            number ->
                new Port(
                    number,
                    port.word("name"),
                    port.word("appProtocol"),
                    port.word("targetPort"),
                    port.word("protocol").filter(word -> word.is("UDP")).isPresent()));
  }

  public boolean headless() {
    return clusterIp.filter("None"::equals).isPresent();
  }

  public boolean isExternalName() {
    return type.filter(word -> word.is("ExternalName")).isPresent();
  }
}
