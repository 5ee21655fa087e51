package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.istio.Endpoints;
import dev.tlsdiag.mesh.istio.IstioResources;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.mesh.istio.PeerAuthentication;
import dev.tlsdiag.mesh.istio.Word;
import dev.tlsdiag.mesh.istio.Workload;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** PeerAuthentications. */
final class PeerChecks {
  private PeerChecks() {}

  static void check(IstioScene scene) {
    for (PeerAuthentication each : scene.resources().peerAuthentications()) {
      if (!each.ports().isEmpty() && !each.selects()) {
        scene.add(
            IstioLint.ISTIO_PORT_MTLS_WITHOUT_SELECTOR,
            each.resource(),
            each.ports().get(0).position(),
            "portLevelMtls needs a selector: without one it has no effect",
            "selector.matchLabels with the labels of the pods");
      }
      each.ports().forEach(port -> port(each, port, scene));
    }
    headless(scene);
  }

  /** A number that only a Service has is one that no pod listens on. */
  private static void port(
      PeerAuthentication each, PeerAuthentication.Port port, IstioScene scene) {
    String namespace = IstioResources.namespace(each.resource());
    for (MeshService service : scene.hosts()) {
      boolean same =
          service.kubernetes()
              && service.namespace().equals(namespace)
              && each.selects()
              && service.selector().entrySet().containsAll(each.selector().get().entrySet());
      if (!same || service.port(port.number()).isEmpty() || isTarget(service, port, scene)) {
        continue;
      }
      TreeSet<String> targets =
          service.ports().stream()
              .map(p -> p.targetName().orElse(Integer.toString(p.target().orElse(p.number()))))
              .collect(Collectors.toCollection(TreeSet::new));
      scene.add(
          IstioLint.ISTIO_PORT_MTLS_SERVICE_PORT,
          each.resource(),
          port.position(),
          "%d is a port of %s; what counts here is the port of its pods"
              .formatted(port.number(), service.resource().label()),
          String.join(", ", targets));
    }
  }

  private static boolean isTarget(
      MeshService service, PeerAuthentication.Port port, IstioScene scene) {
    List<Workload> pods = scene.endpoints().of(service);
    return service.ports().stream()
        .anyMatch(
            p ->
                p.target().orElse(p.targetName().isPresent() ? 0 : p.number()) == port.number()
                    || p.targetName().isPresent() && pods.isEmpty()
                    || pods.stream()
                        .anyMatch(
                            pod -> Endpoints.target(pod, p).equals(OptionalInt.of(port.number()))));
  }

  private static void headless(IstioScene scene) {
    List<PeerAuthentication> strict =
        scene.resources().peerAuthentications().stream()
            .filter(each -> each.mode().filter(mode -> mode.is("STRICT")).isPresent())
            .toList();
    for (MeshService service : scene.hosts()) {
      boolean applies =
          service.kubernetes()
              && service.original()
              && strict.stream().anyMatch(each -> appliesTo(each, service, scene))
              && scene.resources().destinationRules().stream()
                  .noneMatch(
                      rule ->
                          rule.host()
                              .map(Word::text)
                              .filter(host -> scene.hosts(host, rule.resource()).contains(service))
                              .isPresent());
      if (applies) {
        scene.add(
            IstioLint.ISTIO_HEADLESS_UNDER_STRICT,
            service.resource(),
            IstioResources.nameOf(service.resource()),
            "its pods are dialled by address, which gets no mutual TLS by itself, and only that is"
                + " taken (STRICT)",
            "a DestinationRule with tls mode ISTIO_MUTUAL for it");
      }
    }
  }

  private static boolean appliesTo(PeerAuthentication each, MeshService service, IstioScene scene) {
    String namespace = IstioResources.namespace(each.resource());
    boolean inNamespace = namespace.equals(service.namespace());
    return each.selects()
        ? inNamespace && service.selector().entrySet().containsAll(each.selector().get().entrySet())
        : inNamespace || namespace.equals(scene.resources().rootNamespace());
  }
}
