package dev.tlsdiag.mesh.envoy;

/** Which list of the dump a resource stands in. */
public enum ResourceState {
  /** Of the bootstrap file. */
  STATIC,
  /** Delivered, and in use. */
  ACTIVE,
  /** Asked for or delivered, and not in use: it waits for something. */
  WARMING,
  /** On its way out. */
  DRAINING
}
