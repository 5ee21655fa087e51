package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/**
 * One end of a hop.
 *
 * @param endpoint the address and port used on this hop; empty where the hop was not captured
 */
public record Party(Role role, Optional<Endpoint> endpoint) {

  /**
   * What a party is for one request. A proxy is a server towards its downstream and a client
   * towards its upstream.
   */
  public enum Role {
    CLIENT("client"),
    PROXY("proxy"),
    SERVER("server");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public Party {
    requireNonNull(role, "role is null");
    requireNonNull(endpoint, "endpoint is null");
  }

  static Party of(Role role, Endpoint endpoint) {
    return new Party(role, Optional.of(endpoint));
  }

  static Party unseen(Role role) {
    return new Party(role, Optional.empty());
  }
}
