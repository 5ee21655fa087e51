package dev.tlsdiag.mesh.istio.lint;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.DestinationRule;
import dev.tlsdiag.mesh.istio.DestinationRule.PortPolicy;
import dev.tlsdiag.mesh.istio.HostPattern;
import dev.tlsdiag.mesh.istio.InboundRuling.Strictness;
import dev.tlsdiag.mesh.istio.IstioResources;
import dev.tlsdiag.mesh.istio.MeshService;
import dev.tlsdiag.mesh.istio.Word;
import dev.tlsdiag.mesh.istio.Workload;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** DestinationRules: the host, the subsets, and whether pods take what is sent. */
final class RuleChecks {
  private static final String API_SERVER = "kubernetes.default." + HostPattern.CLUSTER_DOMAIN;

  private final IstioScene scene;
  private final DestinationRule rule;
  private final Resource resource;
  private final List<MeshService> hosts;

  private RuleChecks(IstioScene scene, DestinationRule rule) {
    this.scene = scene;
    this.rule = rule;
    resource = rule.resource();
    hosts = rule.host().map(host -> scene.hosts(host.text(), resource)).orElse(List.of());
  }

  static void check(IstioScene scene) {
    for (DestinationRule rule : scene.resources().destinationRules()) {
      RuleChecks checks = new RuleChecks(scene, rule);
      checks.host();
      checks.ports();
      checks.subsets();
      for (PortPolicy tls : rule.allTls()) {
        new ClientTlsChecks(scene, rule, tls, checks.hosts).check();
        checks.pods(tls);
        checks.apiServer(tls);
      }
    }
  }

  /** Files that have no service at all are a part of something, and say nothing. */
  private void host() {
    Optional<Word> host = rule.host();
    if (host.isEmpty() || !hosts.isEmpty() || scene.hosts().isEmpty()) {
      return;
    }
    String expanded = HostPattern.expanded(host.get().text(), resource);
    boolean inCluster = expanded.endsWith("." + HostPattern.CLUSTER_DOMAIN);
    if (inCluster && scene.hosts().stream().noneMatch(MeshService::kubernetes)) {
      return;
    }
    String first = host.get().text().split("\\.", 2)[0];
    Optional<String> elsewhere =
        scene.hosts().stream()
            .map(MeshService::host)
            .filter(known -> known.startsWith(first + "."))
            .findFirst();
    scene.add(
        IstioLint.ISTIO_UNKNOWN_HOST,
        resource,
        host.get().position(),
        "no Service and no ServiceEntry in the files has the host '%s'%s"
            .formatted(
                host.get(), expanded.equals(host.get().text()) ? "" : ", which is " + expanded),
        elsewhere
            .map(known -> known + "; a short name is one of the rule's own namespace")
            .orElse(
                inCluster ? "the name of a Service, with its namespace" : "a ServiceEntry for it"));
  }

  private void ports() {
    rule.policy()
        .filter(policy -> policy.tls().isPresent())
        .ifPresent(
            policy ->
                policy.ports().stream()
                    .filter(port -> port.tls().isEmpty())
                    .forEach(
                        port ->
                            scene.add(
                                IstioLint.ISTIO_PORT_LEVEL_DROPS_TLS,
                                resource,
                                port.position(),
                                "portLevelSettings replace all of the rule for port %d, its tls too"
                                    .formatted(port.port()),
                                "tls in the settings of the port as well")));
  }

  private void subsets() {
    for (DestinationRule.Subset subset : rule.subsets()) {
      for (MeshService host : hosts) {
        List<Workload> pods = scene.endpoints().of(host);
        boolean none =
            !pods.isEmpty()
                && pods.stream()
                    .noneMatch(
                        pod -> pod.labels().entrySet().containsAll(subset.labels().entrySet()));
        if (none) {
          scene.add(
              IstioLint.ISTIO_SUBSET_SELECTS_NO_PODS,
              resource,
              subset.position(),
              "no pod of %s in the files has the labels of subset '%s': requests get 503 UH"
                  .formatted(host.host(), subset.name()),
              "labels that pods have");
        }
      }
    }
  }

  /** The API server has no sidecar, and a wide rule is for it as well. */
  private void apiServer(PortPolicy policy) {
    boolean mutual = policy.tls().orElseThrow().is("ISTIO_MUTUAL");
    boolean meant =
        rule.host()
            .map(host -> HostPattern.expanded(host.text(), resource))
            .filter(host -> HostPattern.matches(host, API_SERVER))
            .isPresent();
    boolean exempt =
        scene.resources().destinationRules().stream()
            .filter(other -> !other.equals(rule))
            .anyMatch(
                other ->
                    other
                        .host()
                        .map(host -> HostPattern.expanded(host.text(), other.resource()))
                        .filter(API_SERVER::equals)
                        .isPresent());
    if (mutual && meant && !exempt) {
      scene.add(
          IstioLint.ISTIO_MUTUAL_AGAINST_DISABLE,
          resource,
          policy.tls().get().at(),
          "'%s' has the cluster's API server among its hosts, which has no sidecar"
              .formatted(rule.host().orElseThrow()),
          "a rule for %s with mode DISABLE".formatted(API_SERVER));
    }
  }

  /** Whether what the rule sends is what the pods take. */
  private void pods(PortPolicy policy) {
    String mode = policy.tls().orElseThrow().mode().map(Word::text).orElse("DISABLE");
    boolean mesh = mode.equals("ISTIO_MUTUAL");
    if (!mesh && !Set.of("DISABLE", "SIMPLE", "MUTUAL").contains(mode)) {
      return;
    }
    for (MeshService host : hosts) {
      for (Workload pod : host.external() ? List.<Workload>of() : scene.endpoints().of(host)) {
        if (pods(policy, mesh, mode, host, pod)) {
          return; // once is enough
        }
      }
    }
  }

  private boolean pods(
      PortPolicy policy, boolean mesh, String mode, MeshService host, Workload pod) {
    for (MeshService.Port port : host.ports()) {
      if (policy.port() != 0 && policy.port() != port.number()) {
        continue;
      }
      Strictness strictness = scene.endpoints().strictness(pod, Optional.of(port));
      boolean without = pod.sidecar().equals(Optional.of(false));
      if (mesh && (without || strictness == Strictness.DISABLE)) {
        scene.add(
            IstioLint.ISTIO_MUTUAL_AGAINST_DISABLE,
            resource,
            policy.tls().get().at(),
            "%s takes no mutual TLS (%s): requests get 503, WRONG_VERSION_NUMBER"
                .formatted(
                    pod.resource().label(), without ? "no sidecar" : "PeerAuthentication DISABLE"),
            "no tls in the rule, or mode DISABLE");
        return true;
      }
      if (!mesh && strictness == Strictness.STRICT && !without) {
        scene.add(
            IstioLint.ISTIO_PLAINTEXT_AGAINST_STRICT,
            resource,
            policy.tls().get().at(),
            "%s takes mutual TLS of the mesh alone (STRICT), and mode %s is none: requests get 503"
                .formatted(pod.resource().label(), mode),
            "mode ISTIO_MUTUAL, or no tls in the rule");
        return true;
      }
    }
    return false;
  }

  /** For a message: {@code namespace/name}. */
  static String named(Resource resource) {
    return IstioResources.namespace(resource) + "/" + resource.name();
  }
}
