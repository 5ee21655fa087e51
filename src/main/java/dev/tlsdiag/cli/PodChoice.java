package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.proxy.core.cilium.ClusterDns;
import dev.tlsdiag.proxy.core.cilium.Pod;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which pod the clients of a proxy stand for. */
final class PodChoice {
  private static final String NAMESPACE = "io.kubernetes.pod.namespace";
  private static final String USUAL_NAMESPACE = "default";
  private static final Pattern WITH_PORT = Pattern.compile("(.*):([0-9]{1,5})");

  private PodChoice() {}

  /**
   * The pod of the option, or one that all policies select.
   *
   * @param text as given; null where it was not
   */
  static Pod of(String text, PolicyFiles files) {
    if (text == null) {
      return selected(files.policies());
    }
    if (text.contains("=")) {
      return labelled(text, files.policies());
    }
    return named(text, files.resources());
  }

  /**
   * The cluster's DNS of {@code --dns-as}: labels or an address, perhaps with a port.
   *
   * @param text as given; null where it was not
   */
  static ClusterDns dns(String text) {
    if (text == null) {
      return ClusterDns.KUBE_DNS;
    }
    Matcher parts = WITH_PORT.matcher(text);
    boolean hasPort = parts.matches() && (text.contains("=") || !text.matches(".*:.*:.*"));
    String who = hasPort ? parts.group(1) : text;
    int port = hasPort ? Integer.parseInt(parts.group(2)) : ClusterDns.KUBE_DNS.port();
    if (!who.contains("=")) {
      if (!HostName.isAddress(who)) {
        throw CommandException.usage("neither labels nor an address: '--dns-as %s'".formatted(text))
            .attempt("--dns-as k8s-app=kube-dns,io.kubernetes.pod.namespace=kube-system");
      }
      return new ClusterDns(Peer.world(Optional.of(who), List.of()), port);
    }
    Map<String, String> labels = labels("--dns-as", who);
    Pod pod = pod(labels.getOrDefault(NAMESPACE, "kube-system"), "", labels);
    return new ClusterDns(
        new Peer(pod.labels(), Optional.of(pod.namespace()), Optional.empty(), List.of()), port);
  }

  private static Map<String, String> labels(String option, String text) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals <= 0) {
        throw CommandException.usage("no label '%s' in '%s %s'".formatted(part, option, text))
            .attempt(option + " app=web,tier=front");
      }
      labels.put(key(part.substring(0, equals).strip()), part.substring(equals + 1).strip());
    }
    return labels;
  }

  private static Pod labelled(String text, List<Policy> policies) {
    Map<String, String> labels = labels("--pod", text);
    String namespace =
        Optional.ofNullable(labels.get(NAMESPACE)).orElseGet(() -> namespace(policies));
    return pod(namespace, "", labels);
  }

  private static Pod named(String text, List<Resource> resources) {
    int slash = text.indexOf('/');
    String namespace = slash < 0 ? USUAL_NAMESPACE : text.substring(0, slash);
    String name = text.substring(slash + 1);
    for (Resource resource : resources) {
      Optional<YamlNode.Mapping> labels = labels(resource);
      if (resource.name().equals(name)
          && resource.namespace().orElse(USUAL_NAMESPACE).equals(namespace)
          && labels.isPresent()) {
        Map<String, String> found = new LinkedHashMap<>();
        for (YamlNode.Entry entry : labels.get().entries()) {
          if (entry.value() instanceof YamlNode.Scalar value) {
            found.put(entry.key().text(), value.text());
          }
        }
        return pod(namespace, name, found);
      }
    }
    throw CommandException.usage("no Pod or workload '%s' in the files given".formatted(text))
        .likely("--pod takes its labels, or its name where its manifest is in a --policy file")
        .attempt("--pod app=web,tier=front");
  }

  /** Of a Pod its own, of a workload those of its template. */
  private static Optional<YamlNode.Mapping> labels(Resource resource) {
    return switch (resource.kind()) {
      case "Pod" -> inside(resource.node(), "metadata", "labels");
      case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job" ->
          inside(resource.node(), "spec", "template", "metadata", "labels");
      default -> Optional.empty();
    };
  }

  private static Optional<YamlNode.Mapping> inside(YamlNode.Mapping node, String... path) {
    Optional<YamlNode.Mapping> found = Optional.of(node);
    for (String key : path) {
      found =
          found
              .flatMap(each -> each.entry(key))
              .map(YamlNode.Entry::value)
              .filter(YamlNode.Mapping.class::isInstance)
              .map(YamlNode.Mapping.class::cast);
    }
    return found;
  }

  private static Pod selected(List<Policy> policies) {
    Map<String, String> labels = new LinkedHashMap<>();
    String namespace = namespace(policies);
    for (Policy policy : policies) {
      boolean elsewhere = policy.namespace().filter(space -> !space.equals(namespace)).isPresent();
      if (elsewhere) {
        throw ambiguous("the policies are of different namespaces");
      }
      for (PolicyRule rule : policy.rules()) {
        rule.endpointSelector()
            .ifPresent(selector -> wanted(selector).forEach((k, v) -> put(labels, k, v, policy)));
      }
    }
    return pod(namespace, "", labels);
  }

  private static Map<String, String> wanted(LabelSelector selector) {
    Map<String, String> wanted = new LinkedHashMap<>();
    selector.matchLabels().forEach((key, value) -> wanted.put(key(key), value));
    for (LabelSelector.Expression expression : selector.matchExpressions()) {
      if (expression.operator().equals("In") && !expression.values().isEmpty()) {
        wanted.putIfAbsent(key(expression.key()), expression.values().get(0));
      } else if (expression.operator().equals("Exists")) {
        wanted.putIfAbsent(key(expression.key()), "");
      }
    }
    return wanted;
  }

  private static void put(Map<String, String> labels, String key, String value, Policy policy) {
    String other = labels.putIfAbsent(key, value);
    if (other != null && !other.equals(value)) {
      throw ambiguous(
          "no pod is selected by all policies: %s wants %s=%s, another %s"
              .formatted(policy.label(), key, value, other));
    }
  }

  private static CommandException ambiguous(String why) {
    return CommandException.usage(why)
        .likely("say which pod the clients stand for")
        .attempt("--pod app=web,tier=front");
  }

  private static String namespace(List<Policy> policies) {
    return policies.stream()
        .flatMap(policy -> policy.namespace().stream())
        .findFirst()
        .orElse(USUAL_NAMESPACE);
  }

  private static Pod pod(String namespace, String name, Map<String, String> labels) {
    Set<String> all = new TreeSet<>();
    labels.forEach((key, value) -> all.add("k8s:" + key(key) + "=" + value));
    all.add("k8s:" + NAMESPACE + "=" + namespace);
    return new Pod(namespace, name, all);
  }

  /** Without the source in front. */
  private static String key(String written) {
    return written.startsWith("k8s:") || written.startsWith("any:")
        ? written.substring(4)
        : written;
  }
}
