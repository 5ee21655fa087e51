package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

/** A Kubernetes Service that an address belongs to; empty texts where a part is not known. */
public record ServiceName(String name, String namespace) {
  public ServiceName {
    requireNonNull(name, "name is null");
    requireNonNull(namespace, "namespace is null");
  }
}
