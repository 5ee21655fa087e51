package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

/**
 * What a ClientHello says in {@code server_name} (RFC 6066 section 3), and thereby which name the
 * certificate is checked for.
 *
 * @param kind what decides
 * @param name with {@link Kind#GIVEN} the name, else empty text
 */
public record ServerName(Kind kind, String name) {
  /** As browsers do it: the host of the URL, unless it is an IP literal. */
  public static final ServerName FROM_URL = new ServerName(Kind.FROM_URL, "");

  /** No {@code server_name} at all. The certificate is still checked for the host of the URL. */
  public static final ServerName NONE = new ServerName(Kind.NONE, "");

  /** Where the name comes from. */
  public enum Kind {
    FROM_URL,
    GIVEN,
    NONE
  }

  public ServerName {
    requireNonNull(kind, "kind is null");
    requireNonNull(name, "name is null");
  }

  public static ServerName of(String name) {
    return new ServerName(Kind.GIVEN, name);
  }
}
