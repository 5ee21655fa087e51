package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * An item of {@code ingress}, {@code ingressDeny}, {@code egress} or {@code egressDeny}. What is
 * written in it is ANDed, several items are ORed.
 *
 * @param index 0-based, in its list
 * @param toPorts empty where the key is missing; an empty list where it is written so
 * @param icmps whether there is the key
 * @param authentication its mode, where one is written
 */
public record TrafficItem(
    Direction direction,
    boolean deny,
    int index,
    Peers peers,
    Optional<List<PortRule>> toPorts,
    boolean icmps,
    Optional<String> authentication,
    Position position) {
  public TrafficItem {
    requireNonNull(direction, "direction is null");
    requireNonNull(peers, "peers is null");
    toPorts = toPorts.map(List::copyOf);
    requireNonNull(authentication, "authentication is null");
    requireNonNull(position, "position is null");
  }

  /** {@code egress[0]}, {@code ingressDeny[1]}. */
  public String path() {
    return direction.label() + (deny ? "Deny" : "") + "[" + index + "]";
  }
}
