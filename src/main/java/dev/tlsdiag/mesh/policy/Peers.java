package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * The L3 part of an item: {@code toEndpoints}, {@code fromEndpoints} and the like. Each is empty
 * where its key is missing, and an empty list where that is written: the two differ.
 *
 * @param services {@code toServices}: what they select, in words
 * @param others keys of which only the presence is kept: toGroups, toNodes, toRequires …
 */
public record Peers(
    Optional<List<LabelSelector>> endpoints,
    Optional<List<Entity>> entities,
    Optional<List<CidrRule>> cidrs,
    Optional<List<CidrRule>> cidrSets,
    Optional<List<FqdnSelector>> fqdns,
    Optional<List<ServiceSelector>> services,
    List<String> others) {
  public static final Peers ANY =
      new Peers(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public Peers {
    endpoints = endpoints.map(List::copyOf);
    entities = entities.map(List::copyOf);
    cidrs = cidrs.map(List::copyOf);
    cidrSets = cidrSets.map(List::copyOf);
    fqdns = fqdns.map(List::copyOf);
    services = services.map(List::copyOf);
    others = List.copyOf(others);
  }

  /**
   * An entity.
   *
   * @param name as written: {@code world}, {@code kube-apiserver}
   */
  public record Entity(String name, Position position) {
    public Entity {
      requireNonNull(name, "name is null");
      requireNonNull(position, "position is null");
    }
  }

  /**
   * An item of {@code toCIDR} or {@code toCIDRSet}.
   *
   * @param cidr empty of a reference to a group
   * @param except within {@code cidr}
   * @param group name or selector of a CiliumCIDRGroup, which is not at hand
   */
  public record CidrRule(
      Optional<String> cidr, List<String> except, Optional<String> group, Position position) {
    public CidrRule {
      requireNonNull(cidr, "cidr is null");
      except = List.copyOf(except);
      requireNonNull(group, "group is null");
      requireNonNull(position, "position is null");
    }
  }

  /**
   * An item of {@code toServices}.
   *
   * @param name empty where it is selected by labels
   */
  public record ServiceSelector(
      Optional<String> namespace,
      Optional<String> name,
      Optional<LabelSelector> selector,
      Position position) {
    public ServiceSelector {
      requireNonNull(namespace, "namespace is null");
      requireNonNull(name, "name is null");
      requireNonNull(selector, "selector is null");
      requireNonNull(position, "position is null");
    }
  }
}
