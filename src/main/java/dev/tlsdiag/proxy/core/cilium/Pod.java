package dev.tlsdiag.proxy.core.cilium;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pod that the proxy's clients stand for.
 *
 * @param name empty text where it has none
 * @param labels with their source: {@code k8s:app=web}
 */
public record Pod(String namespace, String name, Set<String> labels) {
  public Pod {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    labels = Set.copyOf(labels);
  }

  Peer at(String address) {
    return new Peer(labels, Optional.of(namespace), Optional.of(address), List.of());
  }
}
