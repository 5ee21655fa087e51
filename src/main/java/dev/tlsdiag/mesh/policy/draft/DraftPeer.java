package dev.tlsdiag.mesh.policy.draft;

import dev.tlsdiag.mesh.policy.Peer;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How an end is named in a draft. */
final class DraftPeer {
  static final String NAMESPACE = "k8s:io.kubernetes.pod.namespace";

  private DraftPeer() {}

  /**
   * {@code pod shop app=db}, {@code entity host}, {@code address 1.2.3.4}: what is the same goes
   * into one item.
   */
  static String key(Peer peer) {
    if (peer.namespace().isPresent()) {
      return "pod " + peer.namespace().get() + " " + labels(peer);
    }
    Optional<String> entity =
        peer.labels().stream()
            .filter(l -> l.startsWith("reserved:") && !l.startsWith("reserved:world"))
            .map(l -> l.substring("reserved:".length()).replace("=", ""))
            // The API server's node is a node too; what is said of it is that it is that.
            .max(
                Comparator.comparing((String l) -> l.equals("kube-apiserver"))
                    .thenComparing(l -> l));
    return entity
        .map(name -> "entity " + name)
        .orElseGet(() -> "address " + peer.address().orElse("?"));
  }

  /** Those that go into a selector, with the namespace. */
  static Map<String, String> labels(Peer peer) {
    Map<String, String> labels = new TreeMap<>();
    peer.namespace()
        .ifPresent(
            namespace -> {
              labels.put(NAMESPACE, namespace);
              labels.putAll(DraftLabels.of(peer.labels()));
            });
    return labels;
  }
}
