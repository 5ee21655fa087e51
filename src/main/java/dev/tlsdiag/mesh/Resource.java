package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.Optional;

/**
 * A Kubernetes resource as it stands in a file.
 *
 * @param file as the user named it
 * @param apiVersion empty text where it has none
 * @param kind empty text where it has none
 * @param name empty text where it has none
 * @param node all of it
 */
public record Resource(
    String file,
    String apiVersion,
    String kind,
    Optional<String> namespace,
    String name,
    YamlNode.Mapping node) {
  public Resource {
    requireNonNull(file, "file is null");
    requireNonNull(apiVersion, "apiVersion is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    requireNonNull(node, "node is null");
  }

  /** {@code CiliumNetworkPolicy default/l7-visibility-tls}. */
  public String label() {
    return kind + " " + namespace.map(space -> space + "/").orElse("") + name;
  }

  /** The group of its apiVersion: {@code cilium.io}; empty text of the core group. */
  public String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  public Evidence at(Position position) {
    return new Evidence.ConfigLine(file, position.line(), position.column());
  }
}
