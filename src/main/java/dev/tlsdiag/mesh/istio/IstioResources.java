package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the mesh is told, of any number of files; each kind in the order given. Whatever cannot be
 * read is left out.
 *
 * @param others that the mesh does not go by, Secrets among them
 */
public record IstioResources(
    List<ServiceEntry> serviceEntries,
    List<DestinationRule> destinationRules,
    List<PeerAuthentication> peerAuthentications,
    List<VirtualService> virtualServices,
    List<Gateway> gateways,
    List<SidecarConfig> sidecars,
    List<MeshConfig> meshConfigs,
    List<KubeService> services,
    List<Workload> workloads,
    List<Resource> others) {
  private static final String NETWORKING = "networking.istio.io";
  private static final String SECURITY = "security.istio.io";

  public IstioResources {
    serviceEntries = List.copyOf(serviceEntries);
    destinationRules = List.copyOf(destinationRules);
    peerAuthentications = List.copyOf(peerAuthentications);
    virtualServices = List.copyOf(virtualServices);
    gateways = List.copyOf(gateways);
    sidecars = List.copyOf(sidecars);
    meshConfigs = List.copyOf(meshConfigs);
    services = List.copyOf(services);
    workloads = List.copyOf(workloads);
    others = List.copyOf(others);
  }

  public static IstioResources of(List<Resource> resources) {
    Sorting sorting = new Sorting();
    resources.forEach(sorting::add);
    return new IstioResources(
        sorting.serviceEntries,
        sorting.destinationRules,
        sorting.peerAuthentications,
        sorting.virtualServices,
        sorting.gateways,
        sorting.sidecars,
        sorting.meshConfigs,
        sorting.services,
        sorting.workloads,
        sorting.others);
  }

  /** Whether it is a resource of Istio's, by its group. */
  public static boolean isIstio(Resource resource) {
    return resource.group().equals(NETWORKING) || resource.group().equals(SECURITY);
  }

  /** What {@code kubectl} takes where none is written. */
  public static String namespace(Resource resource) {
    return resource.namespace().orElse("default");
  }

  /** Of a resource without a spec, an empty one. */
  static Part spec(Resource resource) {
    return Part.of(resource.node())
        .part("spec")
        .orElseGet(
            () ->
                new Part(
                    new YamlNode.Mapping(List.of(), resource.node().position()),
                    resource.node().position()));
  }

  /** Where the name stands; the resource itself where it does not. */
  public static Position nameOf(Resource resource) {
    return Part.of(resource.node())
        .part("metadata")
        .flatMap(metadata -> metadata.word("name"))
        .map(Word::position)
        .orElse(resource.node().position());
  }

  /** Every host of the mesh, from Services and from ServiceEntries. */
  public List<MeshService> hosts() {
    return Registry.all(this);
  }

  /** The namespace whose settings are for the whole mesh. */
  public String rootNamespace() {
    return meshConfigs.stream()
        .map(MeshConfig::rootNamespace)
        .findFirst()
        .orElse(MeshConfig.USUAL_ROOT);
  }

  /** Whether there is anything of Istio's. */
  public boolean isEmpty() {
    return serviceEntries.isEmpty()
        && destinationRules.isEmpty()
        && peerAuthentications.isEmpty()
        && virtualServices.isEmpty()
        && gateways.isEmpty()
        && sidecars.isEmpty()
        && meshConfigs.isEmpty();
  }

  /** One list for each kind. */
  private static final class Sorting {
    private final List<ServiceEntry> serviceEntries = new ArrayList<>();
    private final List<DestinationRule> destinationRules = new ArrayList<>();
    private final List<PeerAuthentication> peerAuthentications = new ArrayList<>();
    private final List<VirtualService> virtualServices = new ArrayList<>();
    private final List<Gateway> gateways = new ArrayList<>();
    private final List<SidecarConfig> sidecars = new ArrayList<>();
    private final List<MeshConfig> meshConfigs = new ArrayList<>();
    private final List<KubeService> services = new ArrayList<>();
    private final List<Workload> workloads = new ArrayList<>();
    private final List<Resource> others = new ArrayList<>();

    void add(Resource resource) {
      requireNonNull(resource, "resource is null");
      switch (resource.group() + "/" + resource.kind()) {
        case NETWORKING + "/ServiceEntry" -> serviceEntries.add(ServiceEntry.parse(resource));
        case NETWORKING + "/DestinationRule" ->
            destinationRules.add(DestinationRule.parse(resource));
        case NETWORKING + "/VirtualService" -> virtualServices.add(VirtualService.parse(resource));
        case NETWORKING + "/Gateway" -> gateways.add(Gateway.parse(resource));
        case NETWORKING + "/Sidecar" -> sidecars.add(SidecarConfig.parse(resource));
        case SECURITY + "/PeerAuthentication" ->
            peerAuthentications.add(PeerAuthentication.parse(resource));
        case "/Service" -> services.add(KubeService.parse(resource));
        default -> other(resource);
      }
    }

    private void other(Resource resource) {
      Optional<MeshConfig> config = MeshConfig.parse(resource);
      Optional<Workload> workload = Workload.parse(resource);
      config.ifPresent(meshConfigs::add);
      workload.ifPresent(workloads::add);
      if (config.isEmpty() && workload.isEmpty()) {
        others.add(resource);
      }
    }
  }
}
