package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Schema;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicySchema;
import dev.tlsdiag.yaml.NearWords;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the API server has against a policy before anybody looks at its meaning. */
final class ManifestFamily implements Family {
  private static final LintInfo UNKNOWN_FIELD =
      new LintInfo(
          "manifest-unknown-field",
          LintLevel.ERROR,
          "a field that the resource does not have is refused, or dropped in silence",
          LintInfo.RefusedBy.API_SERVER);

  private static final LintInfo WRONG_TYPE =
      new LintInfo(
          "manifest-wrong-type",
          LintLevel.ERROR,
          "a field holds a value of another type than the API server takes",
          LintInfo.RefusedBy.API_SERVER);

  private static final LintInfo MISSING_FIELD =
      new LintInfo(
          "manifest-missing-field",
          LintLevel.ERROR,
          "a field that has to be there is missing",
          LintInfo.RefusedBy.API_SERVER);

  private static final LintInfo UNSUPPORTED_VALUE =
      new LintInfo(
          "manifest-unsupported-value",
          LintLevel.ERROR,
          "a field holds a word that is none of those the API server takes",
          LintInfo.RefusedBy.API_SERVER);

  private static final LintInfo API_VERSION =
      new LintInfo(
          "manifest-api-version",
          LintLevel.ERROR,
          "apiVersion, kind or name is missing, or of a version that is not served any more",
          LintInfo.RefusedBy.API_SERVER);

  /** By API group, the kinds that are looked into. */
  private static final Map<String, List<String>> KINDS =
      Map.of(
          "", List.of("Secret", "ConfigMap", "Service"),
          "cilium.io", List.of("CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"),
          "networking.k8s.io", List.of("NetworkPolicy"),
          "networking.istio.io",
              List.of("ServiceEntry", "DestinationRule", "VirtualService", "Gateway"),
          "security.istio.io", List.of("PeerAuthentication"));

  private static final int MOST_SLIPS = 2;

  @Override
  public List<LintInfo> lints() {
    return List.of(UNKNOWN_FIELD, WRONG_TYPE, MISSING_FIELD, UNSUPPORTED_VALUE, API_VERSION);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    scene.policies().forEach(policy -> policy(policy, to));
    for (Resource resource : scene.subject().resources()) {
      if (resource.kind().isEmpty()) {
        to.at(API_VERSION, resource, "", "Object 'Kind' is missing", "kind: …");
      } else {
        kind(resource, to);
      }
    }
  }

  /** A kind with a slip of the pen is nothing that anybody looks at. */
  private static void kind(Resource resource, Findings to) {
    int slash = resource.apiVersion().indexOf('/');
    String group = slash < 0 ? "" : resource.apiVersion().substring(0, slash);
    List<String> known = KINDS.getOrDefault(group, List.of());
    String kind = resource.kind();
    List<String> near =
        known.contains(kind)
            ? List.of()
            : known.stream()
                .filter(
                    each -> {
                      int distance = NearWords.distance(kind, each);
                      return distance <= MOST_SLIPS || kind.equalsIgnoreCase(each);
                    })
                .toList();
    if (!near.isEmpty()) {
      to.at(
          API_VERSION,
          resource,
          "kind",
          "no matches for kind \"%s\" in version \"%s\"".formatted(kind, resource.apiVersion()),
          "kind: " + near.get(0));
    }
  }

  private static void policy(PolicyScene.PolicyCase policy, Findings to) {
    Resource resource = policy.resource();
    for (Schema.Problem problem : PolicySchema.check(resource)) {
      LintInfo lint =
          switch (problem.mistake()) {
            case UNKNOWN_FIELD -> UNKNOWN_FIELD;
            case WRONG_TYPE -> WRONG_TYPE;
            case MISSING_FIELD -> MISSING_FIELD;
            case UNKNOWN_VALUE -> UNSUPPORTED_VALUE;
          };
      String likely = likely(problem, policy.isCilium()).or(problem::likely).orElse("");
      to.add(lint, lint.level(), resource, problem.position(), problem.message(), likely);
    }
    version(policy, to);
    if (resource.name().isEmpty()) {
      to.at(
          API_VERSION,
          resource,
          "metadata",
          "metadata.name: Required value: name or generateName is required",
          "");
    }
    if (policy.policy().kind() == Policy.Kind.CILIUM_CLUSTERWIDE
        && resource.namespace().isPresent()) {
      to.at(
          API_VERSION,
          LintLevel.WARNING,
          resource,
          "metadata.namespace",
          "a CiliumClusterwideNetworkPolicy has no namespace; it applies to all of them",
          "kind: CiliumNetworkPolicy");
    }
  }

  /** Of mistakes that are made again and again, what was meant. */
  private static Optional<String> likely(Schema.Problem problem, boolean cilium) {
    String path = problem.path();
    boolean tls = path.matches(".*\\.(terminating|originating)TLS\\.(secret|namespace|name)");
    if (tls) {
      return Optional.of("secret: {namespace: …, name: …} below it");
    }
    if (path.endsWith(".rules") && problem.mistake() == Schema.Mistake.WRONG_TYPE) {
      return Optional.of("a line 'dns:' (or 'http:') between 'rules:' and the list");
    }
    if (path.equals("description")) {
      return Optional.of("spec.description");
    }
    if (path.matches("spec(s\\[\\d+])?\\.egressDeny\\[\\d+]\\.toFQDNs")) {
      return Optional.of("names cannot be denied: allow the others, or deny with toCIDRSet");
    }
    if (path.matches(".*(ingress|egress)Deny\\[\\d+]\\.toPorts\\[\\d+]\\..*")) {
      return Optional.of("deny rules know ports alone: rules, TLS and serverNames do not go there");
    }
    return problem.mistake() == Schema.Mistake.UNKNOWN_FIELD
        ? ofTheOther(path, cilium)
        : Optional.empty();
  }

  /** Fields of Kubernetes' own policies in Cilium's, and the other way round. */
  private static Optional<String> ofTheOther(String path, boolean cilium) {
    String field = path.substring(path.lastIndexOf('.') + 1);
    if (!cilium) {
      boolean ciliums = field.matches("(to|from)[A-Z]\\w*|endpointSelector|(in|e)gressDeny");
      return ciliums
          ? Optional.of("apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy: only it has " + field)
          : Optional.empty();
    }
    return switch (field) {
      case "podSelector" ->
          path.matches("specs?(\\[\\d+])?\\.podSelector")
              ? Optional.of("endpointSelector: podSelector is of Kubernetes' own NetworkPolicy")
              : Optional.of("matchLabels, in toEndpoints or fromEndpoints");
      case "policyTypes" ->
          Optional.of("nothing: an egress or ingress section closes its direction");
      case "to" -> Optional.of("toEndpoints, toEntities, toCIDR or toFQDNs");
      case "from" -> Optional.of("fromEndpoints, fromEntities or fromCIDR");
      case "ports" -> Optional.of("toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]");
      default -> Optional.empty();
    };
  }

  private static void version(PolicyScene.PolicyCase policy, Findings to) {
    Resource resource = policy.resource();
    String wanted = policy.isCilium() ? "cilium.io/v2" : "networking.k8s.io/v1";
    String kind = resource.kind();
    if (resource.apiVersion().isEmpty()) {
      to.atKey(API_VERSION, resource, "kind", "apiVersion not set", "apiVersion: " + wanted);
    } else if (!resource.apiVersion().equals(wanted)) {
      to.at(
          API_VERSION,
          resource,
          "apiVersion",
          "no matches for kind \"%s\" in version \"%s\"".formatted(kind, resource.apiVersion()),
          "apiVersion: " + wanted);
    }
  }
}
