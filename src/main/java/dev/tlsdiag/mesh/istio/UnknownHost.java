package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.Resource;
import java.util.List;
import java.util.Optional;

/** Why a client's sidecar does not know a Host at a port. */
record UnknownHost(IstioResources resources, Registry registry, OutboundCall call) {
  /**
   * @param authority as sent
   * @param name the same in lower case, without the port where that is the one dialled
   */
  Statement statement(String authority, String name) {
    Optional<MeshService> elsewhere = registry.named(bare(name));
    if (!bare(name).equals(name) && registry.ofAuthority(bare(name), call.port()).isPresent()) {
      return Statement.unwritten(
              "the Host %s has another port than the one dialled, %d: no domain has it"
                  .formatted(authority, call.port()))
          .about("host-has-port-no-route");
    }
    if (elsewhere.isPresent()) {
      return Statement.of(
          "%s has no HTTP port %d: its ports are %s"
              .formatted(elsewhere.get().resource().label(), call.port(), ports(elsewhere.get())),
          elsewhere.get().place());
    }
    Optional<Resource> hidden = Registry.anywhere(resources, bare(name));
    if (hidden.isPresent()) {
      return Statement.of(
          "%s is not for clients of namespace %s (exportTo, or a Sidecar resource)"
              .formatted(hidden.get().label(), call.namespace()),
          hidden.get().at(IstioResources.nameOf(hidden.get())));
    }
    Statement unknown =
        Statement.unwritten(
            "the mesh goes by port and Host, and knows no Host %s at port %d; the address dialled"
                    .formatted(authority, call.port())
                + " plays no part");
    // Files without any Service are a part of what the cluster has, and prove nothing.
    return resources.services().isEmpty() ? unknown : unknown.about("host-header-decides-route");
  }

  /** Without a port. */
  static String bare(String authority) {
    return authority.replaceFirst(":[0-9]{1,5}$", "");
  }

  /** For a sentence: {@code 80 (HTTP), 443 (TLS to be passed on)}. */
  static String ports(MeshService service) {
    List<String> ports =
        service.ports().stream()
            .map(p -> "%d (%s)".formatted(p.number(), InboundChoice.words(p.protocol())))
            .toList();
    return ports.isEmpty() ? "none" : String.join(", ", ports);
  }
}
