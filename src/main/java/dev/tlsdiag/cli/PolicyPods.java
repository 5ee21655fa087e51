package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PeerText;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Ends of connections as a user names them; pods by the labels that manifests give them. */
final class PolicyPods {
  static final String USUAL_NAMESPACE = "default";

  private final PolicyManifests manifests;

  PolicyPods(PolicyManifests manifests) {
    this.manifests = manifests;
  }

  /**
   * The peer.
   *
   * @param option for messages
   */
  Peer peer(String option, String text) {
    int slash = text.indexOf('/');
    boolean named = slash > 0 && slash < text.length() - 1 && text.indexOf('=') < 0;
    if (named) {
      return pod(option, text.substring(0, slash), text.substring(slash + 1));
    }
    try {
      return PeerText.parse(text, namespace());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("%s after '%s'".formatted(e.getMessage(), option))
          .likely(
              "app=web · namespace/app=web · namespace/pod · world · 10.0.0.7 · api.example.com")
          .causedBy(e);
    }
  }

  /** That of the policies, where all have the same. */
  private String namespace() {
    Set<String> namespaces = new TreeSet<>();
    manifests.policies().forEach(policy -> policy.namespace().ifPresent(namespaces::add));
    return namespaces.size() == 1 ? namespaces.iterator().next() : USUAL_NAMESPACE;
  }

  private Peer pod(String option, String namespace, String name) {
    List<String> known = new ArrayList<>();
    for (Resource resource : manifests.resources()) {
      Optional<Set<String>> labels = labels(resource);
      if (labels.isPresent() && resource.namespace().orElse(USUAL_NAMESPACE).equals(namespace)) {
        if (resource.name().equals(name)) {
          return new Peer(labels.get(), Optional.of(namespace), Optional.empty(), List.of());
        }
        known.add(namespace + "/" + resource.name());
      }
    }
    CommandException problem =
        CommandException.usage(
            "no Pod or workload '%s/%s' in the files, so its labels are not known"
                .formatted(namespace, name));
    List<String> near = DidYouMean.nearest(namespace + "/" + name, known);
    throw near.isEmpty()
        ? problem.attempt("%s %s/app=web".formatted(option, namespace))
        : problem.likely(near.get(0));
  }

  /** Of a pod, or of the pods of a workload. */
  private static Optional<Set<String>> labels(Resource resource) {
    return switch (resource.kind()) {
      case "Pod" -> Optional.of(labels(resource.node(), "metadata"));
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
          Optional.of(labels(resource.node(), "spec", "template", "metadata"));
      case "CronJob" ->
          Optional.of(
              labels(resource.node(), "spec", "jobTemplate", "spec", "template", "metadata"));
      default -> Optional.empty();
    };
  }

  private static Set<String> labels(YamlNode.Mapping resource, String... path) {
    Optional<YamlNode> node = Optional.of(resource);
    for (String key : path) {
      node = node.flatMap(n -> below(n, key));
    }
    Set<String> labels = new LinkedHashSet<>();
    node.flatMap(n -> below(n, "labels"))
        .filter(YamlNode.Mapping.class::isInstance)
        .ifPresent(
            n -> {
              for (YamlNode.Entry entry : ((YamlNode.Mapping) n).entries()) {
                if (entry.value() instanceof YamlNode.Scalar scalar) {
                  labels.add("k8s:" + entry.key().text() + "=" + scalar.text());
                }
              }
            });
    return labels;
  }

  private static Optional<YamlNode> below(YamlNode node, String key) {
    return node instanceof YamlNode.Mapping mapping
        ? mapping.entry(key).map(YamlNode.Entry::value)
        : Optional.empty();
  }

  /** The pods that the policies select, where there is one selector of labels alone. */
  Optional<Peer> only() {
    Set<Peer> selected = new LinkedHashSet<>();
    for (Policy policy : manifests.policies()) {
      policy
          .rules()
          .forEach(
              rule ->
                  rule.endpointSelector()
                      .filter(selector -> selector.matchExpressions().isEmpty())
                      .ifPresent(selector -> selected.add(peer(policy, selector))));
    }
    return selected.size() == 1 ? selected.stream().findFirst() : Optional.empty();
  }

  private static Peer peer(Policy policy, LabelSelector selector) {
    Set<String> labels = new LinkedHashSet<>();
    selector
        .matchLabels()
        .forEach(
            (key, value) ->
                labels.add((key.matches("(k8s|any):.*") ? "" : "k8s:") + key + "=" + value));
    return new Peer(
        labels,
        Optional.of(policy.namespace().orElse(USUAL_NAMESPACE)),
        Optional.empty(),
        List.of());
  }

  /** In words: {@code pods with app=web in namespace default}. */
  static String words(Peer peer) {
    if (peer.namespace().isPresent()) {
      List<String> labels =
          peer.labels().stream()
              .sorted()
              .map(label -> label.startsWith("k8s:") ? label.substring("k8s:".length()) : label)
              .toList();
      return Printable.escape(
          (labels.isEmpty() ? "a pod without labels" : "a pod with " + String.join(", ", labels))
              + " in namespace "
              + peer.namespace().get());
    }
    String name = peer.names().stream().findFirst().orElse("");
    String address = peer.address().orElse("");
    if (name.isEmpty() && address.isEmpty()) {
      return peer.labels().stream().sorted().findFirst().orElse("nobody").replace("reserved:", "");
    }
    return name.isEmpty() || address.isEmpty() ? name + address : name + " (" + address + ")";
  }
}
