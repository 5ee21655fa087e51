package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code /config_dump} of Envoy's admin console answers, as far as it matters for connections:
 * the whole, one part of it, or single resources as {@code istioctl proxy-config} prints them. No
 * key and no certificate is kept.
 *
 * @param name as the user named the file
 * @param node of the bootstrap
 * @param clusters static ones first
 * @param rejected what Envoy did not take
 * @param policies of Cilium, where its Envoy dumps them
 * @param logFormats of access logs, each once
 * @param unknownTypes parts and transport sockets that this program does not read, by type, counted
 */
public record ConfigDump(
    String name,
    Optional<EnvoyNode> node,
    List<ClusterTls> clusters,
    List<EnvoyListener> listeners,
    List<EnvoyRoutes> routes,
    List<EnvoySecret> secrets,
    List<RejectedConfig> rejected,
    List<CiliumPolicyDump> policies,
    List<String> logFormats,
    Map<String, Integer> unknownTypes) {
  public ConfigDump {
    requireNonNull(name, "name is null");
    requireNonNull(node, "node is null");
    clusters = List.copyOf(clusters);
    listeners = List.copyOf(listeners);
    routes = List.copyOf(routes);
    secrets = List.copyOf(secrets);
    rejected = List.copyOf(rejected);
    policies = List.copyOf(policies);
    logFormats = List.copyOf(logFormats);
    unknownTypes = Collections.unmodifiableMap(new TreeMap<>(unknownTypes));
  }

  /**
   * Reads a dump.
   *
   * @param name to show, as the user named the file
   * @throws UnreadableDumpException where it is no JSON, or none of Envoy's
   */
  public static ConfigDump parse(String name, byte[] text) throws UnreadableDumpException {
    Json document = JsonText.parse(name, text);
    DumpReader reader = new DumpReader(name);
    if (!reader.read(document)) {
      throw new UnreadableDumpException(
          document.place(), "is JSON, but no configuration dump of Envoy");
    }
    return reader.dump();
  }

  /** Of the Envoy, where the bootstrap is part of the dump. */
  public Optional<EnvoyVersion> version() {
    return node.flatMap(EnvoyNode::version);
  }

  /**
   * The same, of an Envoy of this version where the dump itself does not say.
   *
   * @param known what {@code /server_info} of the same Envoy says
   */
  public ConfigDump ofVersion(EnvoyVersion known) {
    if (version().isPresent()) {
      return this;
    }
    EnvoyNode own = node.orElse(new EnvoyNode("", "", Optional.empty(), Optional.empty()));
    return new ConfigDump(
        name,
        Optional.of(new EnvoyNode(own.id(), own.cluster(), Optional.of(known), own.istioVersion())),
        clusters,
        listeners,
        routes,
        secrets,
        rejected,
        policies,
        logFormats,
        unknownTypes);
  }

  /** The cluster of this name; of several the one in use. */
  public Optional<ClusterTls> cluster(String wanted) {
    return clusters.stream()
        .filter(cluster -> cluster.name().equals(wanted))
        .min((a, b) -> a.state().compareTo(b.state()));
  }

  /**
   * The clusters that talk TLS and send no server_name: a request through one of them fails where
   * the server needs it.
   */
  public List<MissingSni> reproducesMissingSni() {
    List<MissingSni> found = new ArrayList<>();
    for (ClusterTls cluster : clusters) {
      for (UpstreamTransport transport : cluster.transports()) {
        missingSni(cluster, transport).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private Optional<MissingSni> missingSni(ClusterTls cluster, UpstreamTransport transport) {
    if (!transport.isTls()) {
      return Optional.empty();
    }
    SniSource source = cluster.sni(transport, version());
    if (source instanceof SniSource.None) {
      return Optional.of(
          new MissingSni(
              cluster,
              transport,
              MissingSni.Certainty.CERTAIN,
              "its TLS context has no sni, and auto_sni is off",
              transport.at()));
    }
    if (source instanceof SniSource.FromClient filter && !filter.certain()) {
      return Optional.of(
          new MissingSni(
              cluster,
              transport,
              MissingSni.Certainty.DEPENDS_ON_BUILD,
              "auto_sni is off, and builds of cilium-envoy from February to November 2022 do not"
                  + " pass the client's server_name on either",
              transport.at()));
    }
    return Optional.empty();
  }

  /** What ought not to be so: each with the place to change. */
  public List<Concern> concerns() {
    Stream<Concern> ofClusters =
        clusters.stream()
            .flatMap(
                cluster ->
                    cluster.transports().stream()
                        .flatMap(transport -> concerns(cluster, transport)));
    Stream<Concern> ofSecrets =
        secrets.stream()
            .filter(EnvoySecret::neverDelivered)
            .map(
                secret ->
                    new Concern(
                        Concern.Kind.SECRET_NEVER_DELIVERED,
                        secret.name(),
                        "it is referred to, and was never delivered",
                        secret.at()));
    Stream<Concern> ofRejected =
        rejected.stream()
            .map(
                one ->
                    new Concern(
                        Concern.Kind.CONFIGURATION_REJECTED,
                        one.resource(),
                        one.status() + one.details().map(words -> ": " + words).orElse(""),
                        one.at()));
    return Stream.of(ofClusters, ofSecrets, ofRejected).flatMap(all -> all).toList();
  }

  private static Stream<Concern> concerns(ClusterTls cluster, UpstreamTransport transport) {
    Stream.Builder<Concern> found = Stream.builder();
    if (transport.isTls() && transport.limits().isEmpty()) {
      found.add(
          new Concern(
              Concern.Kind.NO_TLS_VERSION,
              cluster.name(),
              "its lowest version %s is above its highest %s: no ClientHello is sent"
                  .formatted(transport.limits().lowest(), transport.limits().highest()),
              transport.at()));
    }
    // Of Cilium's wrapper the policy decides, and the cluster does not show it.
    boolean shown = transport.isTls() && transport.kind() != UpstreamTransport.Kind.CILIUM_TLS;
    if (shown && !transport.check().verifies()) {
      found.add(
          new Concern(
              Concern.Kind.SERVER_NOT_VERIFIED,
              cluster.name(),
              transport.check().acceptsUntrusted()
                  ? "untrusted certificates are accepted: any server passes"
                  : "no authority is configured: the server's certificate is not verified at all",
              transport.check().at()));
    } else if (shown
        && transport.check().pins() == 0
        && cluster.nameCheck(transport, Optional.empty()).isEmpty()
        && namesMayBeAnybodys(transport)) {
      found.add(
          new Concern(
              Concern.Kind.NAME_NOT_VERIFIED,
              cluster.name(),
              "the chain is verified, the name in the certificate is not",
              transport.check().at()));
    }
    return found.build();
  }

  /** A secret may hold names to match beside its authorities; the dump shows them elsewhere. */
  private static boolean namesMayBeAnybodys(UpstreamTransport transport) {
    return transport.check().authorities().stream()
        .anyMatch(one -> one.kind() != Material.Kind.SECRET);
  }
}
