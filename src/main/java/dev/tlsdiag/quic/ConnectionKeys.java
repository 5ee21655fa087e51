package dev.tlsdiag.quic;

import static java.util.Objects.requireNonNull;

/** The Initial keys of one connection; those of the server are derived when first wanted. */
public final class ConnectionKeys {
  private final QuicVersion version;
  private final InitialSecret secret;
  private InitialKeys client;
  private InitialKeys server;

  ConnectionKeys(QuicVersion version, InitialSecret secret) {
    this.version = requireNonNull(version, "version is null");
    this.secret = requireNonNull(secret, "secret is null");
  }

  public QuicVersion version() {
    return version;
  }

  InitialKeys client() {
    if (client == null) {
      client = secret.clientKeys();
    }
    return client;
  }

  InitialKeys server() {
    if (server == null) {
      server = secret.serverKeys();
    }
    return server;
  }
}
