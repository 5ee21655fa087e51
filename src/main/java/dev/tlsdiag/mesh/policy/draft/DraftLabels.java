package dev.tlsdiag.mesh.policy.draft;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which labels of a pod say what it is: those that one would write into a selector. */
public final class DraftLabels {
  private static final List<String> TELLING =
      List.of(
          "app",
          "k8s-app",
          "app.kubernetes.io/name",
          "app.kubernetes.io/instance",
          "app.kubernetes.io/component");

  private static final List<String> OF_ONE_ROLLOUT =
      List.of(
          "pod-template-hash",
          "controller-revision-hash",
          "pod-template-generation",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index",
          "job-name",
          "controller-uid",
          "batch.kubernetes.io/job-name",
          "batch.kubernetes.io/controller-uid");

  private static final String KEY =
      "([a-z0-9A-Z]([-a-z0-9A-Z.]{0,251}[a-z0-9A-Z])?/)?[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";
  private static final String VALUE = "|[a-zA-Z0-9]([-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?";

  private DraftLabels() {}

  /**
   * The labels for a selector, by key; without the namespace.
   *
   * @param labels {@code k8s:app=web}
   */
  public static Map<String, String> of(Collection<String> labels) {
    Map<String, String> all = new TreeMap<>();
    for (String label : labels) {
      String plain = label.replaceFirst("^(k8s|any):", "");
      int equals = plain.indexOf('=');
      String key = equals < 0 ? plain : plain.substring(0, equals);
      String value = equals < 0 ? "" : plain.substring(equals + 1);
      boolean usual =
          !key.startsWith("io.cilium.")
              && !key.startsWith("io.kubernetes.")
              && !OF_ONE_ROLLOUT.contains(key);
      // Texts come from records: what is no label is not written into a policy.
      if (usual && key.matches(KEY) && value.matches(VALUE)) {
        all.put(key, value);
      }
    }
    Map<String, String> telling = new TreeMap<>(all);
    telling.keySet().retainAll(TELLING);
    return telling.isEmpty() ? all : telling;
  }
}
