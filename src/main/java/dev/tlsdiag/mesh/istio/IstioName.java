package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Istio calls a cluster of Envoy, and the {@code server_name} that its own mutual TLS uses.
 *
 * @param port of the service, not of its pods; empty of the special clusters
 * @param subset of a DestinationRule; empty text where there is none
 * @param host of the service; empty text where the name has none
 */
public record IstioName(Kind kind, OptionalInt port, String subset, String host) {
  private static final Pattern CLUSTER =
      Pattern.compile("(outbound|inbound)\\|([0-9]{0,5})\\|([^|]*)\\|([^|;]*);?");
  private static final Pattern SERVER_NAME =
      Pattern.compile("(outbound|inbound)_\\.([0-9]{0,5})_\\.(.*?)_\\.(.*)");

  public static final IstioName PASSTHROUGH = special(Kind.PASSTHROUGH);
  public static final IstioName BLACK_HOLE = special(Kind.BLACK_HOLE);

  /** What a cluster is for. */
  public enum Kind {
    /** To a service that the mesh knows. */
    OUTBOUND,
    /** From the sidecar to its own workload. */
    INBOUND,
    /** To the address the client dialled, as the bytes are: the mesh did not know the name. */
    PASSTHROUGH,
    /** Nowhere: the mesh did not know the name and is told to know all. */
    BLACK_HOLE,
    /** To the own workload at a port that the mesh does not know. */
    INBOUND_PASSTHROUGH,
    /** Through a tunnel of ambient mode. */
    TUNNEL
  }

  public IstioName {
    requireNonNull(kind, "kind is null");
    requireNonNull(port, "port is null");
    requireNonNull(subset, "subset is null");
    requireNonNull(host, "host is null");
  }

  public static IstioName outbound(int port, String subset, String host) {
    return new IstioName(Kind.OUTBOUND, OptionalInt.of(port), subset, host);
  }

  public static IstioName inbound(int port) {
    return new IstioName(Kind.INBOUND, OptionalInt.of(port), "", "");
  }

  /**
   * Of a cluster's name as configuration and access logs have it; empty where it is none of
   * Istio's.
   */
  public static Optional<IstioName> ofCluster(String name) {
    return switch (name) {
      case "PassthroughCluster" -> Optional.of(PASSTHROUGH);
      case "BlackHoleCluster" -> Optional.of(BLACK_HOLE);
      case "InboundPassthroughCluster",
          "InboundPassthroughClusterIpv4",
          "InboundPassthroughClusterIpv6" ->
          Optional.of(special(Kind.INBOUND_PASSTHROUGH));
      case "connect_originate" -> Optional.of(special(Kind.TUNNEL));
      default -> of(CLUSTER.matcher(name));
    };
  }

  /** Of a {@code server_name}; empty where it is not one that only a sidecar sends. */
  public static Optional<IstioName> ofServerName(String sni) {
    return of(SERVER_NAME.matcher(sni));
  }

  /** Whether an ALPN protocol is one that sidecars use among each other. */
  public static boolean isMeshAlpn(String protocol) {
    return protocol.equals("istio")
        || protocol.equals("istio-peer-exchange")
        || isMeshHttpAlpn(protocol);
  }

  /** Whether it is one of those that say there is HTTP within. */
  public static boolean isMeshHttpAlpn(String protocol) {
    return protocol.equals("istio-http/1.0")
        || protocol.equals("istio-http/1.1")
        || protocol.equals("istio-h2");
  }

  /** {@code outbound|8000||httpbin.foo.svc.cluster.local}, {@code PassthroughCluster}. */
  public String cluster() {
    return switch (kind) {
      case OUTBOUND, INBOUND -> "%s|%s|%s|%s".formatted(direction(), portText(), subset, host);
      case PASSTHROUGH -> "PassthroughCluster";
      case BLACK_HOLE -> "BlackHoleCluster";
      case INBOUND_PASSTHROUGH -> "InboundPassthroughCluster";
      case TUNNEL -> "connect_originate";
    };
  }

  /**
   * {@code outbound_.8000_._.httpbin.foo.svc.cluster.local}: what a sidecar sends as {@code
   * server_name} to another one; empty of clusters that speak no TLS of Istio's.
   */
  public Optional<String> serverName() {
    return switch (kind) {
      case OUTBOUND, INBOUND ->
          Optional.of("%s_.%s_.%s_.%s".formatted(direction(), portText(), subset, host));
      case PASSTHROUGH, BLACK_HOLE, INBOUND_PASSTHROUGH, TUNNEL -> Optional.empty();
    };
  }

  /** For a person: {@code service httpbin.foo.svc.cluster.local, port 8000}. */
  public String words() {
    return switch (kind) {
      case OUTBOUND ->
          "service %s, port %s%s"
              .formatted(host, portText(), subset.isEmpty() ? "" : ", subset " + subset);
      case INBOUND -> "the own workload, port " + portText();
      case PASSTHROUGH -> "the address that was dialled, as the bytes are";
      case BLACK_HOLE -> "nowhere";
      case INBOUND_PASSTHROUGH -> "the own workload, a port that the mesh does not know";
      case TUNNEL -> "a tunnel of ambient mode";
    };
  }

  private String direction() {
    return kind == Kind.OUTBOUND ? "outbound" : "inbound";
  }

  private String portText() {
    return port.isPresent() ? Integer.toString(port.getAsInt()) : "";
  }

  private static Optional<IstioName> of(Matcher name) {
    if (!name.matches()) {
      return Optional.empty();
    }
    Kind kind = name.group(1).equals("outbound") ? Kind.OUTBOUND : Kind.INBOUND;
    OptionalInt port =
        name.group(2).isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(name.group(2)));
    return Optional.of(new IstioName(kind, port, name.group(3), name.group(4)));
  }

  private static IstioName special(Kind kind) {
    return new IstioName(kind, OptionalInt.empty(), "", "");
  }
}
