package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One end of a connection as policy sees it.
 *
 * @param labels with their source: {@code k8s:app=web}, {@code reserved:world}; empty of an address
 *     about which nothing is known
 * @param namespace of a pod
 * @param address IP literal, where it is known
 * @param names that DNS answers gave this address to the pod, lower case without a last dot
 */
public record Peer(
    Set<String> labels, Optional<String> namespace, Optional<String> address, List<String> names) {
  public Peer {
    labels = Set.copyOf(labels);
    requireNonNull(namespace, "namespace is null");
    requireNonNull(address, "address is null");
    names = List.copyOf(names);
  }

  /** Outside of the cluster. */
  public static Peer world(Optional<String> address, List<String> names) {
    return new Peer(Set.of("reserved:world"), Optional.empty(), address, names);
  }

  public Peer withAddress(String newAddress) {
    return new Peer(labels, namespace, Optional.of(newAddress), names);
  }

  public Peer withNames(List<String> newNames) {
    return new Peer(labels, namespace, address, newNames);
  }

  /** Whether it has an address of a range that clusters use for themselves. */
  public boolean isPrivateAddress() {
    return address.flatMap(AddressText::address).map(AddressText::isPrivate).orElse(false);
  }
}
