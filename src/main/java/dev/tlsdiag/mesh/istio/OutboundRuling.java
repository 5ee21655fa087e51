package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What the sidecar of a client does with what it sends.
 *
 * @param cluster empty where it goes nowhere
 * @param route as access logs have it: {@code default}, {@code allow_any}, {@code block_all}, the
 *     name of a route; {@code -} of TCP
 * @param because the weightiest first
 * @param cannotTell what would have to be known for a sure answer; empty where it is sure
 */
public record OutboundRuling(
    Fate fate,
    Optional<IstioName> cluster,
    String route,
    UpstreamTls tls,
    List<Statement> because,
    List<String> cannotTell) {
  /** What becomes of it. */
  public enum Fate {
    /** To the cluster. */
    FORWARDED,
    /** 502 without a body. */
    BLOCKED,
    /** 404 without a body: a VirtualService has no route for it. */
    NO_ROUTE,
    /** 503: a route leads to a cluster that there is not. */
    NO_CLUSTER,
    /** Without an answer. */
    CLOSED,
    /** 400, and closed: HTTP was expected. */
    NOT_HTTP
  }

  public OutboundRuling {
    requireNonNull(fate, "fate is null");
    requireNonNull(cluster, "cluster is null");
    requireNonNull(route, "route is null");
    requireNonNull(tls, "tls is null");
    because = List.copyOf(because);
    cannotTell = List.copyOf(cannotTell);
  }
}
