package dev.tlsdiag.mesh.logs;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/** Addresses and names with ports, as logs write them. */
final class Places {
  private static final int LONGEST_HOST = 255;

  private Places() {}

  /**
   * {@code 192.0.2.1:443}, {@code [2001:db8::1]:443}, {@code 2001:db8::1:443} as HAProxy writes
   * IPv6; empty where there is no port.
   */
  static Optional<Endpoint> withPort(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      return Optional.empty();
    }
    return of(text.substring(0, colon), text.substring(colon + 1));
  }

  /** As {@link #withPort}; without a port it has this one. */
  static Optional<Endpoint> of(String text, int port) {
    boolean bareV6 = !text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':');
    if (bareV6 || text.endsWith("]") || text.indexOf(':') < 0) {
      return of(text, Integer.toString(port));
    }
    return withPort(text);
  }

  static Optional<Endpoint> of(String host, String port) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (bare.startsWith("::ffff:") && bare.indexOf('.') > 0) {
      bare = bare.substring("::ffff:".length()); // an IPv4 client of an IPv6 socket
    }
    if (bare.isEmpty() || bare.length() > LONGEST_HOST || !port.matches("\\d{1,5}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(port);
    return number > 65_535 ? Optional.empty() : Optional.of(new Endpoint(bare, number));
  }

  /** Of a URL: {@code https://192.0.2.1:8443/x}; the port of the scheme where it names none. */
  static Optional<Endpoint> ofUrl(String url) {
    int scheme = url.indexOf("://");
    String rest = scheme < 0 ? url : url.substring(scheme + 3);
    int end = rest.length();
    for (char c : new char[] {'/', '?', '#'}) {
      int at = rest.indexOf(c);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    String authority = rest.substring(rest.lastIndexOf('@', end) + 1, end);
    return of(authority, url.startsWith("https:") || url.startsWith("wss:") ? 443 : 80);
  }
}
