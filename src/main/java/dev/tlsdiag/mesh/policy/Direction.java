package dev.tlsdiag.mesh.policy;

/** Of traffic, as the selected pod sees it. */
public enum Direction {
  INGRESS,
  EGRESS;

  /** {@code egress}. */
  public String label() {
    return this == EGRESS ? "egress" : "ingress";
  }
}
