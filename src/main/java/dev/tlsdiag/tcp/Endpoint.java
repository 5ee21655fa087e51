package dev.tlsdiag.tcp;

import static java.util.Objects.requireNonNull;

/**
 * One end of a connection.
 *
 * @param host an IP literal (IPv6 without brackets, RFC 5952) or the name the user gave
 * @param port 0 to 65535
 */
public record Endpoint(String host, int port) {
  public Endpoint {
    requireNonNull(host, "host is null");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port %d is not within 0 to 65535".formatted(port));
    }
  }

  /**
   * Whether the host has nothing in it but what addresses and names have: letters, digits, {@code .
   * - _ : %}. Then a shell takes it literally, too.
   */
  public boolean isPlain() {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || c >= 'A' && c <= 'Z'
              || ".:_%".indexOf(c) >= 0
              || c == '-' && i > 0;
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  // Written out: what the compiler makes of a record costs a start some milliseconds per method.

  @Override
  public boolean equals(Object other) {
    return other instanceof Endpoint that && port == that.port && host.equals(that.host);
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  /** {@code 192.0.2.1:443} or {@code [2001:db8::1]:443}. */
  @Override
  public String toString() {
    return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
  }
}
