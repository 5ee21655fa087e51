package dev.tlsdiag.mesh.policy.explain;

import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.LabelSelector;
import dev.tlsdiag.mesh.policy.Peers;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.TrafficItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parts of policies in words. Names and patterns stand as written; they are not escaped here. */
public final class PolicyWords {
  private static final String NAMESPACE = "io.kubernetes.pod.namespace";
  private static final String NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels.";

  private PolicyWords() {}

  /** {@code pods with app=db in namespace shop}. */
  public static String pods(LabelSelector selector, Policy policy) {
    List<String> parts = new ArrayList<>();
    Optional<String> namespace = Optional.empty();
    boolean scoped = false;
    for (Map.Entry<String, String> label : selector.matchLabels().entrySet()) {
      String key = bare(label.getKey());
      if (key.equals(NAMESPACE)) {
        namespace = Optional.of(label.getValue());
        scoped = true;
      } else if (key.startsWith(NAMESPACE_LABELS)) {
        parts.add(
            "a namespace with "
                + key.substring(NAMESPACE_LABELS.length())
                + "="
                + label.getValue());
        scoped = true;
      } else {
        parts.add(key + (label.getValue().isEmpty() ? "" : "=" + label.getValue()));
      }
    }
    for (LabelSelector.Expression expression : selector.matchExpressions()) {
      String key = bare(expression.key());
      if (key.equals(NAMESPACE) || key.startsWith(NAMESPACE_LABELS)) {
        scoped = true;
        if (expression.operator().equals("Exists") && key.equals(NAMESPACE)) {
          continue; // any namespace
        }
      }
      parts.add(expression(key.replace(NAMESPACE_LABELS, "namespace label "), expression));
    }
    if (keysOf(selector).stream().anyMatch(key -> key.startsWith("reserved:"))) {
      return String.join(", ", parts.stream().map(part -> part.replace("reserved:", "")).toList());
    }
    String which = parts.isEmpty() ? "all pods" : "pods with " + String.join(", ", parts);
    if (namespace.isPresent()) {
      return which + " in namespace " + namespace.get();
    }
    return scoped || policy.namespace().isEmpty()
        ? which + " in any namespace"
        : which + " in namespace " + policy.namespace().get();
  }

  private static List<String> keysOf(LabelSelector selector) {
    List<String> keys = new ArrayList<>(selector.matchLabels().keySet());
    selector.matchExpressions().forEach(expression -> keys.add(expression.key()));
    return keys;
  }

  private static String bare(String key) {
    return key.replaceFirst("^(k8s|any):", "");
  }

  private static String expression(String key, LabelSelector.Expression expression) {
    String values = String.join(", ", expression.values());
    return switch (expression.operator()) {
      case "In" -> "%s one of %s".formatted(key, values);
      case "NotIn" -> "%s none of %s".formatted(key, values);
      case "Exists" -> "a label " + key;
      case "DoesNotExist" -> "no label " + key;
      default -> "%s %s %s".formatted(key, expression.operator(), values);
    };
  }

  /** The other end: {@code anywhere}, {@code the world outside of the cluster}. */
  public static String peers(TrafficItem item, Policy policy) {
    Peers peers = item.peers();
    List<String> words = new ArrayList<>();
    peers.endpoints().ifPresent(all -> all.forEach(one -> words.add(pods(one, policy))));
    peers.entities().ifPresent(all -> all.forEach(one -> words.add(entity(one.name()))));
    peers.cidrs().ifPresent(all -> all.forEach(one -> words.add(cidr(one))));
    peers.cidrSets().ifPresent(all -> all.forEach(one -> words.add(cidr(one))));
    List<FqdnSelector> fqdns = peers.fqdns().orElse(List.of());
    if (!fqdns.isEmpty()) {
      words.add("addresses that DNS answers gave the pod for " + names(fqdns));
    }
    peers.services().ifPresent(all -> all.forEach(one -> words.add(service(one, policy))));
    peers.others().forEach(other -> words.add("what " + other + " means"));
    if (!words.isEmpty()) {
      return either(words);
    }
    boolean nobody =
        peers.endpoints().isPresent()
            || peers.entities().isPresent()
            || peers.cidrs().isPresent()
            || peers.cidrSets().isPresent()
            || peers.services().isPresent();
    boolean egress = item.direction() == Direction.EGRESS;
    return nobody
        ? "nobody (an empty list)"
        : egress ? "anywhere, in the cluster and outside" : "anybody, in the cluster and outside";
  }

  static String names(List<FqdnSelector> fqdns) {
    return either(
        fqdns.stream()
            .map(fqdn -> fqdn.text().isEmpty() ? "no name (neither key is there)" : fqdn.text())
            .toList());
  }

  /** {@code a, b or c}. */
  static String either(List<String> words) {
    return words.size() == 1
        ? words.get(0)
        : String.join(", ", words.subList(0, words.size() - 1))
            + " or "
            + words.get(words.size() - 1);
  }

  private static String entity(String name) {
    return switch (name) {
      case "all" -> "everybody";
      case "world" -> "the world outside of the cluster";
      case "world-ipv4" -> "the world outside of the cluster, over IPv4";
      case "world-ipv6" -> "the world outside of the cluster, over IPv6";
      case "cluster" -> "everything in the cluster";
      case "cluster-mesh" -> "everything in the clusters of the mesh";
      case "host" -> "the pod's own node";
      case "remote-node" -> "other nodes";
      case "kube-apiserver" -> "the API server";
      case "none" -> "nobody";
      default -> "the entity " + name;
    };
  }

  private static String cidr(Peers.CidrRule rule) {
    String block = rule.cidr().orElseGet(() -> "the group " + rule.group().orElse("of no name"));
    return rule.except().isEmpty() ? block : block + " except " + String.join(", ", rule.except());
  }

  private static String service(Peers.ServiceSelector service, Policy policy) {
    String namespace = service.namespace().or(policy::namespace).map(n -> n + "/").orElse("");
    return service
        .name()
        .map(name -> "backends of the service " + namespace + name)
        .orElse("backends of selected services");
  }

  /** {@code TCP 443}, {@code port 53 (TCP, UDP and SCTP)}; of an item for all ports that. */
  public static String ports(TrafficItem item) {
    if (item.icmps()) {
      return "ICMP";
    }
    List<PortRule> rules = item.toPorts().orElse(List.of());
    return rules.isEmpty()
        ? "every port and protocol"
        : String.join(", ", rules.stream().map(PolicyWords::ports).toList());
  }

  static String ports(PortRule rule) {
    return rule.ports().isEmpty()
        ? "no port (an empty list)"
        : String.join(", ", rule.ports().stream().map(PolicyWords::port).toList());
  }

  private static String port(PortRule.PortProtocol port) {
    boolean any = port.protocol().equals("ANY");
    String number =
        port.endPort().isPresent() ? port.port() + "-" + port.endPort().getAsInt() : port.port();
    if (number.equals("0")) {
      return any ? "every port (TCP, UDP and SCTP)" : "every " + port.protocol() + " port";
    }
    if (!number.matches("[0-9].*")) {
      number = "'" + number + "'";
    }
    return any ? "port " + number + " (TCP, UDP and SCTP)" : port.protocol() + " " + number;
  }

  /** {@code GET|HEAD /public.* of host api.example.com}. */
  static String request(PortRule.HttpRule rule) {
    List<String> words = new ArrayList<>();
    words.add(rule.method().orElse("any method"));
    rule.path().ifPresent(path -> words.add("path " + path));
    rule.host().ifPresent(host -> words.add("host " + host));
    rule.headers().forEach(header -> words.add("header " + header.split("[: ]", 2)[0]));
    rule.headerMatches()
        .forEach(
            header ->
                words.add(
                    "header "
                        + header.name()
                        + header.mismatch().map(m -> " (else " + m + ")").orElse("")));
    boolean everything = words.size() == 1 && rule.method().isEmpty();
    return everything ? "every request" : String.join(", ", words);
  }
}
