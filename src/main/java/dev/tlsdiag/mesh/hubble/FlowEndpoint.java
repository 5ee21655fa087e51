package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One side of a flow as Cilium knows it. As everywhere in these records, a number that is absent is
 * 0 and a text that is absent is empty.
 *
 * @param id of the endpoint on its node
 * @param identity the security identity
 * @param labels {@code k8s:app=x}, sorted
 */
public record FlowEndpoint(
    long id,
    long identity,
    String clusterName,
    String namespace,
    List<String> labels,
    String podName,
    List<Workload> workloads) {
  public static final long WORLD = 2;

  /** From this identity on they are of a CIDR or name, local to one node. */
  public static final long FIRST_LOCAL = 16_777_216;

  /** What a pod belongs to: {@code name} of {@code kind} Deployment. */
  public record Workload(String name, String kind) {
    public Workload {
      requireNonNull(name, "name is null");
      requireNonNull(kind, "kind is null");
    }
  }

  public FlowEndpoint {
    requireNonNull(clusterName, "clusterName is null");
    requireNonNull(namespace, "namespace is null");
    labels = List.copyOf(labels);
    requireNonNull(podName, "podName is null");
    workloads = List.copyOf(workloads);
  }

  /** Of which only the identity is known. */
  public static FlowEndpoint ofIdentity(long identity) {
    return new FlowEndpoint(0, identity, "", "", List.of(), "", List.of());
  }

  /** Of which only the identity and its labels are known. */
  public static FlowEndpoint labelled(long identity, List<String> labels) {
    return new FlowEndpoint(0, identity, "", "", labels, "", List.of());
  }

  /** {@code namespace/pod}; empty text where it is no pod. */
  public String pod() {
    if (podName.isEmpty()) {
      return "";
    }
    return namespace.isEmpty() ? podName : namespace + "/" + podName;
  }
}
