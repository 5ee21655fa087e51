package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A policy that decided on a flow.
 *
 * @param namespace empty text of a cluster-wide one
 * @param revision 0 where it is not known
 * @param kind {@code CiliumNetworkPolicy}; empty text where it is not known
 */
public record PolicyReference(
    String name, String namespace, List<String> labels, long revision, String kind) {
  public PolicyReference {
    requireNonNull(name, "name is null");
    requireNonNull(namespace, "namespace is null");
    labels = List.copyOf(labels);
    requireNonNull(kind, "kind is null");
  }

  /** {@code namespace/name}. */
  public String label() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
