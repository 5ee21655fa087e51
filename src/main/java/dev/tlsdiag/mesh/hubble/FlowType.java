package dev.tlsdiag.mesh.hubble;

/** What a flow tells of: packets, a request that the proxy parsed, or a socket. */
public enum FlowType {
  UNKNOWN_TYPE,
  L3_L4,
  L7,
  SOCK
}
