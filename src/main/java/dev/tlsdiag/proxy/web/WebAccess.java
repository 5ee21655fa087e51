package dev.tlsdiag.proxy.web;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HostName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who may ask for what. A page of another site that the user has open can send requests here: it
 * does not know the token, and it gives itself away by {@code Origin} and {@code Sec-Fetch-Site};
 * one whose name points here by now (DNS rebinding) does so by {@code Host}.
 */
final class WebAccess {
  /** The header that has the token. */
  static final String TOKEN_HEADER = "x-tlsdiag-token";

  private static final int TOKEN_BYTES = 16;

  /** Browsers leave it out. */
  private static final int USUAL_PORT = 80;

  private final Endpoint address;
  private final byte[] token;

  /**
   * @param address where it listens, with the port
   */
  WebAccess(Endpoint address, String token) {
    this.address = requireNonNull(address, "address is null");
    this.token = token.getBytes(StandardCharsets.US_ASCII);
  }

  /** 128 random bits, in hex. */
  static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Whether the request means this server: by its address, or as localhost. */
  boolean isHost(String host) {
    if (host.indexOf('@') >= 0) {
      return false;
    }
    String port = ":" + address.port();
    boolean usual = address.port() == USUAL_PORT && !host.matches(".*:[0-9]*");
    if (!usual && !host.endsWith(port)) {
      return false;
    }
    String name = usual ? host : host.substring(0, host.length() - port.length());
    if (name.equalsIgnoreCase("localhost")) {
      return true;
    }
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    String literal = bracketed ? name.substring(1, name.length() - 1) : name;
    boolean any = address.host().equals("0.0.0.0") || address.host().equals("::");
    // An address is no name that somebody could point here.
    return bracketed == literal.indexOf(':') >= 0
        && (any ? isAddress(literal) : sameAddress(literal, address.host()));
  }

  private static boolean isAddress(String text) {
    try {
      return HostName.isAddress(text) && !IpAddress.parse(text).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean sameAddress(String one, String other) {
    return isAddress(one)
        && isAddress(other)
        && IpAddress.parse(one).toString().equals(IpAddress.parse(other).toString());
  }

  /**
   * Whether no other site sent it.
   *
   * @param host as checked by {@link #isHost}
   * @param fetchSite the header {@code Sec-Fetch-Site}
   */
  static boolean isOwn(String host, Optional<String> origin, Optional<String> fetchSite) {
    boolean sameOrigin = origin.isEmpty() || origin.get().equals("http://" + host);
    boolean sameSite =
        fetchSite.isEmpty()
            || fetchSite.get().equals("same-origin")
            || fetchSite.get().equals("none");
    return sameOrigin && sameSite;
  }

  /** Takes as long for a wrong token as for the right one. */
  boolean isToken(String given) {
    return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
  }
}
