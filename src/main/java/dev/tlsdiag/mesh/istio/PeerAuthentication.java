package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A PeerAuthentication: what a workload takes from its peers.
 *
 * @param selector empty where it has none
 * @param mode as written; empty where it says nothing, like {@code UNSET}
 * @param ports of {@code portLevelMtls}
 */
public record PeerAuthentication(
    Resource resource,
    Optional<Map<String, String>> selector,
    Optional<Word> mode,
    List<Port> ports) {
  public PeerAuthentication {
    requireNonNull(resource, "resource is null");
    requireNonNull(selector, "selector is null");
    requireNonNull(mode, "mode is null");
    ports = List.copyOf(ports);
  }

  /**
   * An entry of {@code portLevelMtls}.
   *
   * @param number of the workload's port, not of the service's
   * @param position of the number
   */
  public record Port(int number, Optional<Word> mode, Position position) {
    public Port {
      requireNonNull(mode, "mode is null");
      requireNonNull(position, "position is null");
    }
  }

  static PeerAuthentication parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    List<Port> ports = new ArrayList<>();
    spec.part("portLevelMtls")
        .ifPresent(levels -> levels.node().entries().forEach(entry -> port(levels, entry, ports)));
    return new PeerAuthentication(
        resource,
        spec.part("selector").map(selector -> selector.labels("matchLabels")),
        spec.part("mtls").flatMap(mtls -> mtls.word("mode")).filter(mode -> !mode.is("UNSET")),
        ports);
  }

  private static void port(Part levels, YamlNode.Entry entry, List<Port> ports) {
    OptionalInt number = Part.portNumber(entry.key().text());
    if (number.isPresent()) {
      Optional<Word> mode =
          levels
              .part(entry.key().text())
              .flatMap(each -> each.word("mode"))
              .filter(word -> !word.is("UNSET"));
      ports.add(new Port(number.getAsInt(), mode, entry.key().position()));
    }
  }

  /** Whether it chooses workloads by their labels. */
  public boolean selects() {
    return selector.filter(labels -> !labels.isEmpty()).isPresent();
  }
}
