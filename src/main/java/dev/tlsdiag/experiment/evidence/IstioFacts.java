package dev.tlsdiag.experiment.evidence;

import dev.tlsdiag.diagnose.IstioFact;
import dev.tlsdiag.join.Case;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.istio.IstioMesh;
import dev.tlsdiag.mesh.istio.IstioResources;
import dev.tlsdiag.mesh.istio.OutboundCall;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks the mesh's resources about a case. */
final class IstioFacts {
  private final Optional<IstioMesh> mesh;

  IstioFacts(List<Resource> resources) {
    boolean istio =
        resources.stream().anyMatch(r -> IstioResources.isIstio(r) || r.kind().equals("Service"));
    mesh = istio ? Optional.of(IstioMesh.of(resources, Optional.empty())) : Optional.empty();
  }

  Optional<IstioFact> of(Case told) {
    return mesh.flatMap(
        known ->
            call(told)
                .map(
                    call ->
                        new IstioFact(
                            known, call, known.outbound(call), known.explainRequest(call))));
  }

  private static Optional<OutboundCall> call(Case told) {
    Optional<Sighting> request =
        told.sightings().filter(s -> s.attribute(Attribute.METHOD).isPresent()).findFirst();
    Optional<Endpoint> dialled =
        told.attribute(Attribute.DOWNSTREAM_SERVER)
            .flatMap(IstioFacts::endpoint)
            .or(() -> PolicyFacts.dialled(told));
    if (dialled.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> host =
        request.flatMap(s -> s.attribute(Attribute.AUTHORITY)).filter(name -> !name.equals("-"));
    Optional<String> sni = told.attribute(Attribute.SNI).filter(name -> !name.equals("-"));
    OutboundCall.Spoken spoken =
        host.isPresent()
            ? OutboundCall.Spoken.HTTP
            : sni.isPresent() ? OutboundCall.Spoken.TLS : OutboundCall.Spoken.TCP;
    String namespace =
        told.attribute(Attribute.CLIENT_POD)
            .filter(pod -> pod.indexOf('/') > 0)
            .map(pod -> pod.substring(0, pod.indexOf('/')))
            .orElse("default");
    return Optional.of(
        new OutboundCall(
            namespace,
            Map.of(),
            spoken,
            dialled.get().port(),
            host,
            sni,
            Optional.of(dialled.get().host()).filter(HostName::isAddress)));
  }

  private static Optional<Endpoint> endpoint(String text) {
    int colon = text.lastIndexOf(':');
    boolean plain = colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}");
    if (!plain) {
      return Optional.empty();
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
    return port > 65535 ? Optional.empty() : Optional.of(new Endpoint(host, port));
  }
}
