package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import java.util.List;

/**
 * A side of a flow as a text form names it.
 *
 * @param host without its port
 * @param port 0 where there is none
 * @param ip whether the host is an IP literal
 */
record HostText(String host, int port, boolean ip) {
  HostText {
    requireNonNull(host, "host is null");
  }

  /**
   * Reads {@code default/pod:443}, {@code [fe80::1]:53}, {@code a.example,b.example:443}, and of
   * the first versions {@code pod:53(domain)}.
   */
  static HostText parse(String text) {
    String rest = text;
    if (rest.endsWith(")") && rest.lastIndexOf('(') > rest.lastIndexOf(':')) {
      rest = rest.substring(0, rest.lastIndexOf('('));
    }
    int colon = rest.lastIndexOf(':');
    boolean bracketed = rest.startsWith("[") && colon > 0 && rest.charAt(colon - 1) == ']';
    if (colon < 0 || !bracketed && rest.indexOf(':') != colon) {
      return of(text, 0); // no port, or an IPv6 address or a hardware address without one
    }
    String digits = rest.substring(colon + 1);
    if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535) {
      return of(text, 0);
    }
    String host = bracketed ? rest.substring(1, colon - 1) : rest.substring(0, colon);
    return of(host, Integer.parseInt(digits));
  }

  private static HostText of(String host, int port) {
    return new HostText(host, port, isAddress(host));
  }

  static boolean isAddress(String host) {
    if (host.isEmpty() || Character.digit(host.charAt(0), 16) < 0 && host.charAt(0) != ':') {
      return false;
    }
    try {
      IpAddress.parse(host);
      return true;
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  /** {@code namespace/pod}: Hubble prints a Service in the same way. */
  boolean pod() {
    return !ip && host.indexOf('/') > 0;
  }

  List<String> names() {
    return ip || pod() || host.isEmpty() || host.equals("-") ? List.of() : List.of(host.split(","));
  }
}
