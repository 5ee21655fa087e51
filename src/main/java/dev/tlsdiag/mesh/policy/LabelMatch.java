package dev.tlsdiag.mesh.policy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Label selectors against the labels of a pod, with the namespaces that Cilium adds to them
 * (selectors of a namespaced policy see their own namespace, unless they name one).
 */
final class LabelMatch {
  static final String NAMESPACE = "io.kubernetes.pod.namespace";
  private static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";
  private static final String NAMESPACE_NAME = NAMESPACE_LABELS + "kubernetes.io/metadata.name";
  private static final Set<String> SOURCES =
      Set.of("k8s", "any", "reserved", "container", "cidr", "cidrgroup", "fqdn", "unspec", "node");

  private LabelMatch() {}

  /**
   * A key of a selector or a label.
   *
   * @param source {@code any} where none is written
   */
  private record Key(String source, String name) {
    static Key parse(String text) {
      int colon = text.indexOf(':');
      if (colon > 0 && SOURCES.contains(text.substring(0, colon))) {
        return new Key(text.substring(0, colon), text.substring(colon + 1));
      }
      return new Key("any", text);
    }

    boolean means(Key label) {
      return name.equals(label.name)
          && (source.equals("any") || source.equals(label.source) || label.source.equals("any"));
    }
  }

  /** Whether the {@code endpointSelector} of a policy selects this pod. */
  static Match selects(LabelSelector selector, Policy policy, Peer pod) {
    PeerNature nature = PeerNature.of(pod);
    if (nature == PeerNature.WORLD || nature == PeerNature.UNKNOWN) {
      return unknownPod(pod); // of the world it is none
    }
    if (policy.namespace().isEmpty()) {
      return allOf(selector, pod, key -> false);
    }
    // Another namespace than the policy's is taken out of the selector.
    return inNamespace(policy, pod).and(allOf(selector, pod, LabelMatch::isNamespace));
  }

  /** Whether an item of {@code toEndpoints} or {@code fromEndpoints} means this peer. */
  static Match means(LabelSelector selector, Policy policy, Peer peer) {
    Match labels = allOf(selector, peer, key -> false);
    if (keys(selector).anyMatch(key -> Key.parse(key).source().equals("reserved"))) {
      return labels;
    }
    if (policy.namespace().isEmpty()) {
      return labels.and(namespace(peer) == null ? unknownPod(peer) : Match.YES);
    }
    boolean namesOne = keys(selector).anyMatch(LabelMatch::scopes);
    return namesOne ? labels : labels.and(inNamespace(policy, peer));
  }

  private static Stream<String> keys(LabelSelector selector) {
    return Stream.concat(
        selector.matchLabels().keySet().stream(),
        selector.matchExpressions().stream().map(LabelSelector.Expression::key));
  }

  /** Keys that switch off that the policy's own namespace is added. */
  private static boolean scopes(String key) {
    return isNamespace(key) || Key.parse(key).name().startsWith(NAMESPACE_LABELS);
  }

  private static boolean isNamespace(String key) {
    return Key.parse(key).name().equals(NAMESPACE);
  }

  private static Match inNamespace(Policy policy, Peer peer) {
    String namespace = namespace(peer);
    return namespace == null
        ? unknownPod(peer)
        : Match.of(namespace.equals(policy.namespace().orElseThrow()));
  }

  private static String namespace(Peer peer) {
    return peer.namespace()
        .orElseGet(
            () ->
                peer.labels().stream()
                    .filter(label -> isNamespace(keyOf(label)))
                    .map(LabelMatch::valueOf)
                    .findFirst()
                    .orElse(null));
  }

  /** No pod as far as it is known, or one of which nothing is known. */
  private static Match unknownPod(Peer peer) {
    if (!PeerNature.of(peer).mayBePod()) {
      return Match.NO;
    }
    return Match.maybe(
        peer.labels().isEmpty()
            ? "which pod, if any, has the address " + peer.address().orElse("of the other end")
            : "the namespace of the pod");
  }

  private static Match allOf(LabelSelector selector, Peer peer, Predicate<String> leftOut) {
    if (peer.labels().isEmpty()
        && peer.namespace().isEmpty()
        && keys(selector).findAny().isPresent()) {
      return unknownPod(peer);
    }
    Match all = Match.YES;
    for (Map.Entry<String, String> label : selector.matchLabels().entrySet()) {
      if (!leftOut.test(label.getKey())) {
        all = all.and(in(label.getKey(), List.of(label.getValue()), peer));
      }
    }
    for (LabelSelector.Expression expression : selector.matchExpressions()) {
      if (!leftOut.test(expression.key())) {
        all = all.and(expression(expression, peer));
      }
    }
    return all;
  }

  private static Match expression(LabelSelector.Expression expression, Peer peer) {
    String key = expression.key();
    return switch (expression.operator()) {
      case "In" -> in(key, expression.values(), peer);
      case "NotIn" -> in(key, expression.values(), peer).not();
      case "Exists" -> exists(key, peer);
      case "DoesNotExist" -> exists(key, peer).not();
      default -> Match.NO; // an operator that there is not: the API server refuses the policy
    };
  }

  private static Match in(String key, List<String> values, Peer peer) {
    List<String> found = values(key, peer);
    if (found.isEmpty()) {
      return absent(key, peer);
    }
    return Match.of(found.stream().anyMatch(values::contains));
  }

  private static Match exists(String key, Peer peer) {
    return values(key, peer).isEmpty() ? absent(key, peer) : Match.YES;
  }

  /** Labels of namespaces are not at hand, so that their absence says nothing. */
  private static Match absent(String key, Peer peer) {
    String namespace = namespace(peer);
    return Key.parse(key).name().startsWith(NAMESPACE_LABELS) && namespace != null
        ? Match.maybe("the labels of the namespace " + namespace)
        : Match.NO;
  }

  private static List<String> values(String key, Peer peer) {
    Key asked = Key.parse(key);
    Stream<String> values =
        peer.labels().stream()
            .filter(label -> asked.means(Key.parse(keyOf(label))))
            .map(LabelMatch::valueOf);
    boolean ofNamespace = asked.name().equals(NAMESPACE) || asked.name().equals(NAMESPACE_NAME);
    if (ofNamespace && (asked.source().equals("any") || asked.source().equals("k8s"))) {
      values = Stream.concat(values, Stream.ofNullable(namespace(peer)));
    }
    return values.distinct().toList();
  }

  private static String keyOf(String label) {
    int equals = label.indexOf('=');
    return equals < 0 ? label : label.substring(0, equals);
  }

  private static String valueOf(String label) {
    int equals = label.indexOf('=');
    return equals < 0 ? "" : label.substring(equals + 1);
  }
}
