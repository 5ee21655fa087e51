package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ProtocolVersion;
import java.util.Optional;

/**
 * What a scenario's client does otherwise than usual.
 *
 * @param serverName what it sends instead of the URL's host; empty text for no name at all
 * @param careless whether it goes on whatever certificate it gets
 * @param oldest the least version of TLS that it offers
 */
public record ClientHabits(
    Optional<String> serverName, boolean careless, Optional<ProtocolVersion> oldest) {
  /** Names the host of the URL, and verifies. */
  public static final ClientHabits USUAL =
      new ClientHabits(Optional.empty(), false, Optional.empty());

  public ClientHabits {
    requireNonNull(serverName, "serverName is null");
    requireNonNull(oldest, "oldest is null");
  }

  /** Names an alias of the host, and does not care whom the certificate is for. */
  static ClientHabits naming(String alias) {
    return new ClientHabits(Optional.of(alias), true, Optional.empty());
  }

  /** Likewise, and no version of TLS before this one. */
  ClientHabits since(ProtocolVersion version) {
    return new ClientHabits(serverName, careless, Optional.of(version));
  }
}
