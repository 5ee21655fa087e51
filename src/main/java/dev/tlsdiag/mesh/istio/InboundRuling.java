package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the sidecar of a server does with a connection.
 *
 * @param clientCertificate whether it asks for one of the mesh
 * @param because the weightiest first
 * @param cannotTell what would have to be known for a sure answer
 */
public record InboundRuling(
    Chain chain,
    Strictness mode,
    boolean clientCertificate,
    List<Statement> because,
    List<String> cannotTell) {
  /** The mode of a PeerAuthentication. */
  public enum Strictness {
    STRICT,
    PERMISSIVE,
    DISABLE
  }

  /** The filter chain that takes it. */
  public enum Chain {
    MTLS_HTTP("mutual TLS with HTTP in it"),
    MTLS_TCP("mutual TLS with anything in it"),
    PLAIN_HTTP("HTTP in the clear"),
    PLAIN_TCP("any bytes in the clear"),
    TLS_PASSED_ON("TLS of others, passed on to the program"),
    /** The connection is closed: {@code NR filter_chain_not_found}. */
    NONE("none");

    private final String label;

    Chain(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public InboundRuling {
    requireNonNull(chain, "chain is null");
    requireNonNull(mode, "mode is null");
    because = List.copyOf(because);
    cannotTell = List.copyOf(cannotTell);
  }

  public boolean refused() {
    return chain == Chain.NONE;
  }
}
