package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Sidecar resource: what the sidecars of a namespace know.
 *
 * @param selector empty where it is for the whole namespace
 * @param outboundMode {@code outboundTrafficPolicy.mode}
 * @param egressHosts {@code namespace/name} with wildcards; empty where it says nothing
 */
public record SidecarConfig(
    Resource resource,
    Optional<Map<String, String>> selector,
    Optional<Word> outboundMode,
    List<Word> egressHosts) {
  public SidecarConfig {
    requireNonNull(resource, "resource is null");
    requireNonNull(selector, "selector is null");
    requireNonNull(outboundMode, "outboundMode is null");
    egressHosts = List.copyOf(egressHosts);
  }

  static SidecarConfig parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    return new SidecarConfig(
        resource,
        spec.part("workloadSelector").map(selector -> selector.labels("labels")),
        spec.part("outboundTrafficPolicy").flatMap(policy -> policy.word("mode")),
        spec.parts("egress").stream().flatMap(each -> each.words("hosts").stream()).toList());
  }
}
