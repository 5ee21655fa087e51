package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.util.Optional;

/**
 * What went over the connection before the ClientHello.
 *
 * @param protocol the protocol, lower case: {@code http-connect}, {@code socks4}, {@code socks5},
 *     {@code proxy-v1}, {@code proxy-v2}, {@code smtp}, {@code imap}, {@code pop3}, {@code ftp},
 *     {@code xmpp}, {@code ldap}, {@code postgresql}, {@code mysql}, {@code tds}, {@code rdp}, or
 *     {@code unknown}
 * @param target the name and port asked for (CONNECT authority, SOCKS destination), or the
 *     destination a PROXY header tells
 * @param client the client's first bytes, at most 1024
 * @param server the server's first bytes, at most 1024
 */
public record Preamble(String protocol, Optional<String> target, Bytes client, Bytes server) {
  private static final String PROXY_HEADER = "proxy-v";

  public Preamble {
    requireNonNull(protocol, "protocol is null");
    requireNonNull(target, "target is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
  }

  /** Of a header of HAProxy's PROXY protocol its version, {@code v1} or {@code v2}. */
  public Optional<String> proxyHeader() {
    return protocol.startsWith(PROXY_HEADER)
        ? Optional.of(protocol.substring(PROXY_HEADER.length() - 1))
        : Optional.empty();
  }
}
