package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who an Envoy says it is.
 *
 * @param id {@code sidecar~10.0.0.7~app.default~…}, {@code host~127.0.0.1~no-id~localdomain}
 * @param cluster of its bootstrap: {@code ingress-cluster} of Cilium
 * @param istioVersion of the proxy, where it is Istio's
 */
public record EnvoyNode(
    String id, String cluster, Optional<EnvoyVersion> version, Optional<String> istioVersion) {
  public EnvoyNode {
    requireNonNull(id, "id is null");
    requireNonNull(cluster, "cluster is null");
    requireNonNull(version, "version is null");
    requireNonNull(istioVersion, "istioVersion is null");
  }

  static EnvoyNode of(Json node) {
    Optional<EnvoyVersion> version =
        EnvoyVersion.of(node.at("user_agent_build_version"))
            .or(() -> node.text("build_version").flatMap(EnvoyVersion::parse));
    return new EnvoyNode(
        node.textOrEmpty("id"),
        node.textOrEmpty("cluster"),
        version,
        node.text("metadata", "ISTIO_VERSION"));
  }
}
