package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.policy.LabelSelector;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Keys of labels in selectors. */
final class Labels {
  /** Cilium's label of a pod's namespace. */
  static final String NAMESPACE = "io.kubernetes.pod.namespace";

  private static final String OF_NAMESPACE = "io.cilium.k8s.namespace.labels.";

  private static final Pattern SOURCE = Pattern.compile("^(k8s|any)[:.]");

  private Labels() {}

  /** Without the prefix of a source. */
  static String bare(String key) {
    return SOURCE.matcher(key).replaceFirst("");
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

  /**
   * Whether pods with the labels that a Service selects may be among those that the selector means:
   * what it asks for is what the Service asks for, too.
   */
  static boolean selectsPodsOf(LabelSelector selector, Map<String, String> service) {
    boolean shared = false;
    for (Map.Entry<String, String> label : selector.matchLabels().entrySet()) {
      String value = service.get(bare(label.getKey()));
      if (value != null && !value.equals(label.getValue())) {
        return false;
      }
      shared |= value != null;
    }
    return shared;
  }

  private static Stream<String> keys(LabelSelector selector) {
    return Stream.concat(
        selector.matchLabels().keySet().stream(),
        selector.matchExpressions().stream().map(LabelSelector.Expression::key));
  }
}
