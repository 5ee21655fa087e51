package dev.tlsdiag.mesh.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One end of a connection as somebody writes it: {@code app=web,tier=front}, {@code
 * kube-system/k8s-app=kube-dns}, {@code world}, {@code 10.0.0.7}, {@code api.example.com}.
 */
public final class PeerText {
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "world",
          "world-ipv4",
          "world-ipv6",
          "remote-node",
          "kube-apiserver",
          "ingress",
          "init",
          "health",
          "unmanaged");

  private static final String NAMESPACE_LABEL = "io.kubernetes.pod.namespace=";

  private PeerText() {}

  /**
   * The peer.
   *
   * @param otherNamespace of a pod whose text names none
   * @throws IllegalArgumentException with a message for the user
   */
  public static Peer parse(String text, String otherNamespace) {
    String trimmed = text.strip();
    List<String> words = List.of(trimmed.replace("reserved:", "").split(","));
    if (RESERVED.containsAll(words)) {
      return new Peer(
          words.stream().map(word -> "reserved:" + word).collect(Collectors.toSet()),
          Optional.empty(),
          Optional.empty(),
          List.of());
    }
    if (trimmed.contains("=") || trimmed.endsWith("/")) {
      return pod(trimmed, otherNamespace);
    }
    Optional<String> address = address(trimmed);
    if (address.isPresent()) {
      return new Peer(Set.of(), Optional.empty(), address, List.of());
    }
    if (!trimmed.matches("[A-Za-z0-9_]([-A-Za-z0-9_.]*[A-Za-z0-9_.])?")) {
      throw new IllegalArgumentException(
          "'%s' is neither labels nor an entity, an address or a name".formatted(text));
    }
    String name = trimmed.toLowerCase(Locale.ROOT);
    return Peer.world(
        Optional.empty(),
        List.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name));
  }

  /** Whether it is an IP literal, with brackets or without. */
  public static boolean isAddress(String text) {
    return address(text).isPresent();
  }

  /** An IP literal, with brackets or without; empty where it is none. */
  private static Optional<String> address(String text) {
    boolean brackets = text.startsWith("[") && text.endsWith("]");
    return AddressText.address(brackets ? text.substring(1, text.length() - 1) : text)
        .map(Object::toString);
  }

  /** {@code namespace/key=value,key=value}; {@code namespace/} is any pod of it without labels. */
  private static Peer pod(String text, String otherNamespace) {
    Optional<String> namespace = Optional.empty();
    String labels = text;
    int slash = text.indexOf('/');
    int equals = text.indexOf('=');
    boolean prefixed = // the domain in front of a key (app.kubernetes.io/name) has a dot
        slash > 0
            && (equals < 0 || slash < equals)
            && text.substring(0, slash).matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    if (prefixed) {
      namespace = Optional.of(text.substring(0, slash));
      labels = text.substring(slash + 1);
    }
    Set<String> all = new LinkedHashSet<>();
    for (String label : labels.split(",", -1)) {
      String one = label.strip();
      if (one.isEmpty()) {
        continue;
      }
      String bare = one.startsWith("k8s:") ? one.substring("k8s:".length()) : one;
      if (bare.startsWith(NAMESPACE_LABEL)) {
        namespace = Optional.of(bare.substring(NAMESPACE_LABEL.length()));
        continue;
      }
      if (!one.matches("[^=\\s]+(=[^\\s]*)?")) {
        throw new IllegalArgumentException("'%s' is no label: key=value".formatted(one));
      }
      all.add(one.matches("(k8s|any|reserved|container|unspec):.*") ? one : "k8s:" + one);
    }
    return new Peer(
        all, Optional.of(namespace.orElse(otherNamespace)), Optional.empty(), List.of());
  }
}
