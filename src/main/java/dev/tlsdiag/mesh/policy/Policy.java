package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy ({@code cilium.io/v2}), or what a
 * Kubernetes NetworkPolicy comes to.
 *
 * @param file as the user named it
 * @param namespace of a namespaced one: {@code default} where the file says none; empty of a
 *     cluster-wide one
 * @param rules of {@code spec} and of {@code specs}
 */
public record Policy(
    Kind kind,
    String file,
    Optional<String> namespace,
    String name,
    List<PolicyRule> rules,
    Position position) {
  /** Which API it is of. */
  public enum Kind {
    CILIUM("CiliumNetworkPolicy"),
    CILIUM_CLUSTERWIDE("CiliumClusterwideNetworkPolicy"),
    KUBERNETES("NetworkPolicy");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public Policy {
    requireNonNull(kind, "kind is null");
    requireNonNull(file, "file is null");
    requireNonNull(namespace, "namespace is null");
    requireNonNull(name, "name is null");
    rules = List.copyOf(rules);
    requireNonNull(position, "position is null");
  }

  /** {@code default/l7-visibility-tls}; of a cluster-wide one the name alone. */
  public String label() {
    return namespace.map(space -> space + "/" + name).orElse(name);
  }

  /** Where it begins. */
  public Evidence place() {
    return at(position);
  }

  /** Where one of its items begins. */
  public Evidence place(TrafficItem item) {
    return at(item.position());
  }

  private Evidence at(Position where) {
    return new Evidence.ConfigLine(file, where.line(), where.column());
  }
}
