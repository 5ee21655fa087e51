package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.tcp.IpAddress;
import java.util.Optional;

/** What an end of a connection is, as far as its labels and its address tell. */
enum PeerNature {
  /** A pod. */
  POD,
  /** A node, or something else with a reserved identity. */
  RESERVED,
  /** Outside of the cluster. */
  WORLD,
  /** Nothing is known but an address in a range that clusters use, or not even that. */
  UNKNOWN;

  static PeerNature of(Peer peer) {
    if (peer.labels().stream().anyMatch(PeerNature::isOutside)) {
      return WORLD;
    }
    if (peer.labels().stream().anyMatch(label -> label.startsWith("reserved:"))) {
      return RESERVED;
    }
    if (!peer.labels().isEmpty() || peer.namespace().isPresent()) {
      return POD;
    }
    Optional<IpAddress> address = peer.address().flatMap(AddressText::address);
    return address.isPresent() && !AddressText.isPrivate(address.get()) ? WORLD : UNKNOWN;
  }

  private static boolean isOutside(String label) {
    return label.startsWith("reserved:world")
        || label.startsWith("cidr:")
        || label.startsWith("fqdn:");
  }

  boolean mayBePod() {
    return this == POD || this == UNKNOWN;
  }

  boolean mayBeWorld() {
    return this == WORLD || this == UNKNOWN;
  }
}
