package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;

/**
 * A secret of the dump: its name and what became of it, never what is in it.
 *
 * @param kind what it is for
 * @param state {@link ResourceState#WARMING}: something waits for it, and it never came
 */
public record EnvoySecret(String name, Kind kind, ResourceState state, Evidence.ConfigLine at) {
  /** What for. */
  public enum Kind {
    CERTIFICATE,
    AUTHORITIES,
    SESSION_TICKETS,
    GENERIC,
    /** Not said, as of one that never came. */
    UNKNOWN
  }

  public EnvoySecret {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(state, "state is null");
    requireNonNull(at, "at is null");
  }

  static EnvoySecret of(String name, Json secret, ResourceState state, Evidence.ConfigLine at) {
    return new EnvoySecret(name, kind(secret), state, at);
  }

  private static Kind kind(Json secret) {
    if (secret.has("tls_certificate")) {
      return Kind.CERTIFICATE;
    }
    if (secret.has("validation_context")) {
      return Kind.AUTHORITIES;
    }
    if (secret.has("session_ticket_keys")) {
      return Kind.SESSION_TICKETS;
    }
    return secret.has("generic_secret") ? Kind.GENERIC : Kind.UNKNOWN;
  }

  /** Whether something waits for it and it was never delivered. */
  public boolean neverDelivered() {
    return state == ResourceState.WARMING;
  }
}
