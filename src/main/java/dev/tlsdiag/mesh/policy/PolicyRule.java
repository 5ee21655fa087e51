package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * One rule of a policy: {@code spec}, or an item of {@code specs}.
 *
 * @param path within the policy: {@code spec}, {@code specs[1]}
 * @param endpointSelector pods it applies to; empty of a rule for nodes
 * @param nodeSelector nodes it applies to
 * @param items of ingress, ingressDeny, egress and egressDeny, in the order of the file
 * @param defaultDenyIngress {@code enableDefaultDeny.ingress} where it is written
 * @param defaultDenyEgress {@code enableDefaultDeny.egress} where it is written
 */
public record PolicyRule(
    String path,
    Optional<LabelSelector> endpointSelector,
    Optional<LabelSelector> nodeSelector,
    List<TrafficItem> items,
    Optional<Boolean> defaultDenyIngress,
    Optional<Boolean> defaultDenyEgress,
    Optional<String> description,
    Position position) {
  public PolicyRule {
    requireNonNull(path, "path is null");
    requireNonNull(endpointSelector, "endpointSelector is null");
    requireNonNull(nodeSelector, "nodeSelector is null");
    items = List.copyOf(items);
    requireNonNull(defaultDenyIngress, "defaultDenyIngress is null");
    requireNonNull(defaultDenyEgress, "defaultDenyEgress is null");
    requireNonNull(description, "description is null");
    requireNonNull(position, "position is null");
  }

  /** The items of one direction, allow or deny. */
  public List<TrafficItem> items(Direction direction, boolean deny) {
    return items.stream().filter(i -> i.direction() == direction && i.deny() == deny).toList();
  }

  /**
   * Whether a pod that it selects is denied all that no rule allows: what is written, and otherwise
   * whether there is any item of the direction, allow or deny.
   */
  public boolean defaultDeny(Direction direction) {
    Optional<Boolean> written =
        direction == Direction.EGRESS ? defaultDenyEgress : defaultDenyIngress;
    return written.orElseGet(() -> items.stream().anyMatch(i -> i.direction() == direction));
  }
}
