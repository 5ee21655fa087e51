package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What sidecars do, from what the mesh was told: where a request goes, in which TLS, under which
 * name, and which chain of the server's sidecar takes it. Nothing is asked of a cluster; what the
 * files do not say is said to be missing.
 */
public final class IstioMesh {
  private final IstioResources resources;
  private final Optional<IstioVersion> version;

  private IstioMesh(IstioResources resources, Optional<IstioVersion> version) {
    this.resources = requireNonNull(resources, "resources is null");
    this.version = requireNonNull(version, "version is null");
  }

  /**
   * @param version of istiod and its sidecars; empty where it is not known: then the newest is
   *     meant, and answers say where older ones differ
   */
  public static IstioMesh of(List<Resource> resources, Optional<IstioVersion> version) {
    return new IstioMesh(IstioResources.of(resources), version);
  }

  public static IstioMesh of(IstioResources resources, Optional<IstioVersion> version) {
    return new IstioMesh(resources, version);
  }

  public IstioResources resources() {
    return resources;
  }

  /** Every host that the mesh knows. */
  public List<MeshService> services() {
    return Registry.all(resources);
  }

  /** What the client's sidecar does with what its pod sends. */
  public OutboundRuling outbound(OutboundCall call) {
    return new OutboundChoice(resources, version, call).choose();
  }

  /** What the server's sidecar does with what comes to its pod. */
  public InboundRuling inbound(InboundCall call) {
    return new InboundChoice(resources).choose(call);
  }

  /**
   * The pods that a cluster leads to, as far as files tell: each with the call that its sidecar
   * gets. Empty where the pods or the service are not in the files.
   */
  public List<InboundCall> arrivals(OutboundRuling ruling) {
    if (ruling.cluster().isEmpty() || ruling.cluster().get().kind() != IstioName.Kind.OUTBOUND) {
      return List.of();
    }
    IstioName cluster = ruling.cluster().get();
    List<InboundCall> calls = new ArrayList<>();
    for (MeshService service : Registry.all(resources)) {
      Optional<MeshService.Port> port = service.port(cluster.port().orElse(0));
      if (service.host().equals(cluster.host()) && port.isPresent()) {
        for (Workload pod : new Endpoints(resources).of(service)) {
          arrival(pod, port.get(), ruling.tls()).ifPresent(calls::add);
        }
      }
    }
    return calls.stream().distinct().toList();
  }

  private static Optional<InboundCall> arrival(
      Workload pod, MeshService.Port port, UpstreamTls tls) {
    boolean mesh =
        tls.mode() == UpstreamTls.Mode.MESH || tls.mode() == UpstreamTls.Mode.BY_ENDPOINT;
    boolean own = tls.source() == UpstreamTls.SniSource.CLIENT || tls.originates();
    boolean http = port.protocol() == MeshService.Protocol.HTTP;
    List<String> alpn =
        !mesh
            ? List.of()
            : http ? List.of("istio-http/1.1") : List.of("istio-peer-exchange", "istio");
    return Endpoints.target(pod, port).stream()
        .mapToObj(
            number ->
                new InboundCall(
                    IstioResources.namespace(pod.resource()),
                    pod.labels(),
                    number,
                    mesh || own,
                    alpn))
        .findFirst();
  }

  /**
   * All that the files say of a request on its way, as sentences: where it goes and why, in which
   * TLS and under which name, what takes it at the server, and what they leave open. The first ones
   * with a page of the catalogue are what to look at.
   */
  public List<Statement> explainRequest(OutboundCall call) {
    List<Statement> said = new ArrayList<>();
    OutboundRuling ruling = outbound(call);
    said.add(Statement.unwritten(IstioWords.destination(ruling)));
    said.addAll(ruling.because());
    if (ruling.fate() == OutboundRuling.Fate.FORWARDED) {
      said.add(Statement.unwritten(IstioWords.tls(ruling.tls())));
    }
    for (InboundCall arrival : arrivals(ruling)) {
      InboundRuling taken = inbound(arrival);
      said.addAll(taken.because());
      said.add(
          Statement.unwritten(
              taken.refused()
                  ? "the server's sidecar takes it with no chain: filter_chain_not_found"
                  : "the server's sidecar takes it as " + taken.chain().label()));
    }
    ruling
        .cannotTell()
        .forEach(what -> said.add(Statement.unwritten("the files do not say: " + what)));
    return said.stream().distinct().toList();
  }

  /**
   * What it means that a log of the client's sidecar has another cluster than the files lead to;
   * empty where it has the same, or none of Istio's.
   *
   * @param logged {@code %UPSTREAM_CLUSTER_RAW%} of the request
   */
  public Optional<Statement> unlike(OutboundRuling ruling, String logged) {
    Optional<IstioName> seen = IstioName.ofCluster(logged);
    boolean clients =
        seen.filter(name -> name.kind() != IstioName.Kind.INBOUND)
            .filter(name -> name.kind() != IstioName.Kind.INBOUND_PASSTHROUGH)
            .isPresent();
    if (!clients || seen.equals(ruling.cluster())) {
      return Optional.empty();
    }
    Statement told =
        Statement.unwritten(
            "the sidecar sent it to %s, the files lead to %s: it has another configuration than these"
                .formatted(logged, ruling.cluster().map(IstioName::cluster).orElse("nowhere")));
    boolean passedBy =
        seen.get().kind() == IstioName.Kind.PASSTHROUGH
            && ruling.cluster().filter(c -> c.kind() == IstioName.Kind.OUTBOUND).isPresent();
    return Optional.of(passedBy ? told.about("host-header-decides-route") : told);
  }

  /** The mode that a port of a pod has, with what says so. */
  public List<Statement> strictness(String namespace, Map<String, String> labels, int port) {
    return new InboundChoice(resources)
        .strictness(namespace, labels, port).because().stream().toList();
  }
}
