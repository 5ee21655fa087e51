package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * A connection that comes to a pod with a sidecar.
 *
 * @param namespace of the pod
 * @param labels of the pod
 * @param port of the pod, not of the service
 * @param tls whether it begins with a ClientHello
 * @param alpn that the ClientHello offers
 */
public record InboundCall(
    String namespace, Map<String, String> labels, int port, boolean tls, List<String> alpn) {
  public InboundCall {
    requireNonNull(namespace, "namespace is null");
    labels = Map.copyOf(labels);
    alpn = List.copyOf(alpn);
  }

  /** Of another sidecar. */
  public boolean fromSidecar() {
    return tls && alpn.stream().anyMatch(IstioName::isMeshAlpn);
  }
}
