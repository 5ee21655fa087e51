package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.policy.LabelSelector;
import java.util.stream.Stream;

/** Keys of labels in selectors. */
final class Labels {
  /** Cilium's label of a pod's namespace. */
  static final String NAMESPACE = "io.kubernetes.pod.namespace";

  private static final String OF_NAMESPACE = "io.cilium.k8s.namespace.labels.";

  private Labels() {}

  /** Without the prefix of a source. */
  static String bare(String key) {
    return key.replaceFirst("^(k8s|any)[:.]", "");
  }

  /** Whether the selector says itself of which namespaces the pods are. */
  static boolean namesNamespace(LabelSelector selector) {
    return keys(selector)
        .anyMatch(
            key ->
                bare(key).equals(NAMESPACE)
                    || bare(key).startsWith(OF_NAMESPACE)
                    || key.startsWith("reserved:"));
  }

  private static Stream<String> keys(LabelSelector selector) {
    return Stream.concat(
        selector.matchLabels().keySet().stream(),
        selector.matchExpressions().stream().map(LabelSelector.Expression::key));
  }
}
