package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;

/**
 * A cluster that starts TLS without server_name.
 *
 * @param why in half a sentence, without a period
 */
public record MissingSni(
    ClusterTls cluster,
    UpstreamTransport transport,
    Certainty certainty,
    String why,
    Evidence.ConfigLine at) {
  /** How sure the configuration makes it. */
  public enum Certainty {
    /** The configuration alone says so. */
    CERTAIN,
    /** Builds of this Envoy differ, and the dump does not show which one it is. */
    DEPENDS_ON_BUILD
  }

  public MissingSni {
    requireNonNull(cluster, "cluster is null");
    requireNonNull(transport, "transport is null");
    requireNonNull(certainty, "certainty is null");
    requireNonNull(why, "why is null");
    requireNonNull(at, "at is null");
  }
}
