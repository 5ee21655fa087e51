package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.proxy.core.cilium.ClusterDns;
import dev.tlsdiag.proxy.core.cilium.Pod;
import dev.tlsdiag.yaml.YamlText;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodChoiceTest {
  private static final String DEPLOYMENT =
      """
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: front, namespace: shop}
      spec: {template: {metadata: {labels: {app: front, tier: web}}}}
      """;

  private static String policy(String name, String namespace, String selector) {
    return """
    ---
    apiVersion: cilium.io/v2
    kind: CiliumNetworkPolicy
    metadata: {name: %s, namespace: %s}
    spec: {endpointSelector: %s, egress: [{}]}
    """
        .formatted(name, namespace, selector);
  }

  private static Pod choose(String option, String text) {
    Manifests manifests = Manifests.of(new YamlText("p.yaml", text));
    return PodChoice.of(
        option,
        new PolicyFiles(
            manifests.resources().stream().flatMap(r -> PolicyReader.read(r).stream()).toList(),
            manifests.resources(),
            new SecretManifests(),
            List.of()));
  }

  private static String labels(Pod pod) {
    return String.join(" ", new TreeSet<>(pod.labels())).replace("k8s:", "");
  }

  @Test
  void oneThatAllPoliciesSelect() {
    String text =
        policy("a", "shop", "{matchLabels: {app: front}}")
            + policy("b", "shop", "{matchLabels: {\"k8s:tier\": web}}")
            + policy(
                "c", "shop", "{matchExpressions: [{key: zone, operator: In, values: [x, y]}]}");
    assertEquals(
        "app=front io.kubernetes.pod.namespace=shop tier=web zone=x", labels(choose(null, text)));
  }

  @Test
  void theUserHasToSayWhereNoneIs() {
    String two =
        policy("a", "shop", "{matchLabels: {app: front}}")
            + policy("b", "shop", "{matchLabels: {app: back}}");
    CommandException contrary = assertThrows(CommandException.class, () -> choose(null, two));
    assertEquals(
        "no pod is selected by all policies: shop/b wants app=back, another front",
        contrary.getMessage());
    String apart = policy("a", "shop", "{}") + policy("b", "bank", "{}");
    assertThrows(CommandException.class, () -> choose(null, apart));
    assertEquals(
        "app=back io.kubernetes.pod.namespace=bank",
        labels(choose("app=back,io.kubernetes.pod.namespace=bank", apart)));
  }

  @Test
  void byTheNameOfItsWorkload() {
    Pod pod = choose("shop/front", policy("a", "shop", "{}") + DEPLOYMENT);
    assertEquals("app=front io.kubernetes.pod.namespace=shop tier=web", labels(pod));
    assertEquals("front", pod.name());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          k8s-app=coredns                | io.kubernetes.pod.namespace=kube-system k8s-app=coredns | 53
          dns=default,io.kubernetes.pod.namespace=openshift-dns:5353 | dns=default io.kubernetes.pod.namespace=openshift-dns | 5353
          169.254.20.10                  | reserved:world | 53
          169.254.20.10:5353             | reserved:world | 5353
          """)
  void whoTheDnsIs(String option, String labels, int port) {
    ClusterDns dns = PodChoice.dns(option);
    assertEquals(labels, String.join(" ", new TreeSet<>(dns.peer().labels())).replace("k8s:", ""));
    assertEquals(port, dns.port());
  }

  @Test
  void whoTheDnsIsNot() {
    assertThrows(CommandException.class, () -> PodChoice.dns("kube-dns"));
  }
}
