package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

/**
 * A listener to open.
 *
 * @param host address to bind; loopback unless the user says otherwise
 * @param port 0 for any free one
 * @param proxyProtocol whether clients send a PROXY protocol header first, version 1 or 2
 */
public record Listen(ProxyMode mode, String host, int port, boolean proxyProtocol) {
  public static final String LOOPBACK = "127.0.0.1";

  public Listen {
    requireNonNull(mode, "mode is null");
    requireNonNull(host, "host is null");
  }

  /** On loopback, on any free port. */
  public static Listen local(ProxyMode mode) {
    return new Listen(mode, LOOPBACK, 0, false);
  }
}
