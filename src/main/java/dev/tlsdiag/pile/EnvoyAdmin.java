package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.envoy.EnvoyCerts;
import dev.tlsdiag.mesh.envoy.EnvoyClusters;
import dev.tlsdiag.mesh.envoy.EnvoyListeners;
import dev.tlsdiag.mesh.envoy.EnvoyServerInfo;
import dev.tlsdiag.mesh.envoy.EnvoyStats;
import java.util.ArrayList;
import java.util.List;

/**
 * What Envoy's admin console answered beside its configuration, one value a document, in the order
 * of the contributions.
 */
public record EnvoyAdmin(
    List<EnvoyClusters> clusters,
    List<EnvoyCerts> certs,
    List<EnvoyStats> stats,
    List<EnvoyServerInfo> serverInfos,
    List<EnvoyListeners> listeners) {
  public static final EnvoyAdmin NONE =
      new EnvoyAdmin(List.of(), List.of(), List.of(), List.of(), List.of());

  public EnvoyAdmin {
    clusters = List.copyOf(clusters);
    certs = List.copyOf(certs);
    stats = List.copyOf(stats);
    serverInfos = List.copyOf(serverInfos);
    listeners = List.copyOf(listeners);
  }

  /** Both, the other one's behind. */
  EnvoyAdmin plus(EnvoyAdmin other) {
    return new EnvoyAdmin(
        joined(clusters, other.clusters),
        joined(certs, other.certs),
        joined(stats, other.stats),
        joined(serverInfos, other.serverInfos),
        joined(listeners, other.listeners));
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
