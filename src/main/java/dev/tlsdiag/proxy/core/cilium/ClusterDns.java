package dev.tlsdiag.proxy.core.cilium;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The DNS of the cluster, for which the proxy's own stands: policies have to allow this one.
 *
 * @param port that pods ask at
 */
public record ClusterDns(Peer peer, int port) {
  private static final int DNS_PORT = 53;

  /** That of most clusters. */
  public static final ClusterDns KUBE_DNS =
      new ClusterDns(
          new Peer(
              Set.of("k8s:k8s-app=kube-dns", "k8s:io.kubernetes.pod.namespace=kube-system"),
              Optional.of("kube-system"),
              Optional.empty(),
              List.of()),
          DNS_PORT);

  public ClusterDns {
    requireNonNull(peer, "peer is null");
  }
}
