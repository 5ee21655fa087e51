package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * What a pod with a sidecar sends.
 *
 * @param namespace of the pod
 * @param labels of the pod; empty where they are not known
 * @param port that it dials
 * @param host the Host header or {@code :authority}, as sent; empty where it is no HTTP
 * @param sni of its ClientHello
 * @param address that it dials, an IP literal; empty where it is not known
 */
public record OutboundCall(
    String namespace,
    Map<String, String> labels,
    Spoken spoken,
    int port,
    Optional<String> host,
    Optional<String> sni,
    Optional<String> address) {
  /** What the first bytes are. */
  public enum Spoken {
    /** In the clear. */
    HTTP,
    TLS,
    TCP
  }

  public OutboundCall {
    requireNonNull(namespace, "namespace is null");
    labels = Map.copyOf(labels);
    requireNonNull(spoken, "spoken is null");
    requireNonNull(host, "host is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(address, "address is null");
  }

  /** A request in the clear. */
  public static OutboundCall http(String namespace, int port, String host) {
    return new OutboundCall(
        namespace,
        Map.of(),
        Spoken.HTTP,
        port,
        Optional.of(host),
        Optional.empty(),
        Optional.empty());
  }

  /** A ClientHello; without a name where there is none in it. */
  public static OutboundCall tls(String namespace, int port, Optional<String> sni) {
    return new OutboundCall(
        namespace, Map.of(), Spoken.TLS, port, Optional.empty(), sni, Optional.empty());
  }

  /** Something that is neither. */
  public static OutboundCall tcp(String namespace, int port, String address) {
    return new OutboundCall(
        namespace,
        Map.of(),
        Spoken.TCP,
        port,
        Optional.empty(),
        Optional.empty(),
        Optional.of(address));
  }

  public OutboundCall to(String newAddress) {
    return new OutboundCall(namespace, labels, spoken, port, host, sni, Optional.of(newAddress));
  }

  public OutboundCall from(Map<String, String> newLabels) {
    return new OutboundCall(namespace, newLabels, spoken, port, host, sni, address);
  }
}
