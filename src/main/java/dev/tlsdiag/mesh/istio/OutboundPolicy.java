package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import java.util.Map;
import java.util.Optional;

/**
 * What a sidecar does with destinations that it does not know.
 *
 * @param because where that is written
 */
record OutboundPolicy(boolean registryOnly, Statement because) {
  private static final String REGISTRY_ONLY = "REGISTRY_ONLY";

  OutboundPolicy {
    requireNonNull(because, "because is null");
  }

  static OutboundPolicy of(IstioResources resources, String namespace, Map<String, String> labels) {
    Optional<SidecarConfig> sidecar =
        Registry.sidecar(resources, namespace, labels)
            .filter(each -> each.outboundMode().isPresent());
    if (sidecar.isPresent()) {
      return of(sidecar.get().outboundMode().get(), sidecar.get().resource());
    }
    return resources.meshConfigs().stream()
        .filter(each -> each.outboundMode().isPresent())
        .findFirst()
        .map(each -> of(each.outboundMode().get(), each.resource()))
        .orElseGet(
            () ->
                new OutboundPolicy(
                    false,
                    Statement.unwritten(
                        "no outboundTrafficPolicy is written: what is not known is passed through"
                            + " as it is (ALLOW_ANY)")));
  }

  private static OutboundPolicy of(Word mode, Resource resource) {
    return new OutboundPolicy(
        mode.is(REGISTRY_ONLY),
        Statement.of(
            "%s says outboundTrafficPolicy %s".formatted(resource.label(), mode),
            resource.at(mode.position())));
  }
}
