package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;

/**
 * Something in a configuration that ought not to be so, whatever else was seen.
 *
 * @param subject name of the cluster, the secret, the resource
 * @param message in half a sentence, without a period
 */
public record Concern(Kind kind, String subject, String message, Evidence.ConfigLine at) {
  /** What is wrong. */
  public enum Kind {
    /** No authority and no pin: any certificate is taken. */
    SERVER_NOT_VERIFIED,
    /** The chain is verified, the name is not: any certificate of that authority is taken. */
    NAME_NOT_VERIFIED,
    /** The lowest TLS version is above the highest: no ClientHello is sent. */
    NO_TLS_VERSION,
    SECRET_NEVER_DELIVERED,
    CONFIGURATION_REJECTED
  }

  public Concern {
    requireNonNull(kind, "kind is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(message, "message is null");
    requireNonNull(at, "at is null");
  }
}
