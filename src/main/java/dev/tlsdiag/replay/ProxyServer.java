package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy as {@code -x} names it.
 *
 * @param credentials {@code user:password}; secret
 */
public record ProxyServer(Kind kind, Endpoint endpoint, Optional<String> credentials) {
  /** What the proxy speaks. */
  public enum Kind {
    HTTP("http", 1080),
    HTTPS("https", 443),
    SOCKS4("socks4", 1080),
    /** SOCKS 4 where the proxy resolves the name. */
    SOCKS4A("socks4a", 1080),
    SOCKS5("socks5", 1080),
    /** SOCKS 5 where the proxy resolves the name. */
    SOCKS5H("socks5h", 1080);

    private final String scheme;
    private final int usualPort;

    Kind(String scheme, int usualPort) {
      this.scheme = scheme;
      this.usualPort = usualPort;
    }

    public String scheme() {
      return scheme;
    }

    public boolean isHttp() {
      return this == HTTP || this == HTTPS;
    }

    /** Whether the proxy is told the name, and resolves it. */
    public boolean resolvesNames() {
      return isHttp() || this == SOCKS4A || this == SOCKS5H;
    }
  }

  public ProxyServer {
    requireNonNull(kind, "kind is null");
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(credentials, "credentials is null");
  }

  /**
   * Reads {@code [scheme://][user:password@]host[:port]}, with curl's defaults: {@code http}, and
   * port 1080, but 443 for {@code https}.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static ProxyServer parse(String text) {
    int scheme = text.indexOf("://");
    String name = scheme < 0 ? "http" : text.substring(0, scheme).toLowerCase(Locale.ROOT);
    Kind kind = kindOf(name, text);
    String rest = scheme < 0 ? text : text.substring(scheme + 3);
    int path = rest.indexOf('/');
    rest = path < 0 ? rest : rest.substring(0, path);
    int at = rest.lastIndexOf('@');
    Optional<String> credentials =
        at < 0 ? Optional.empty() : Optional.of(percentDecoded(rest.substring(0, at)));
    try {
      URI uri = new URI("x://" + rest.substring(at + 1));
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("proxy '%s' has no host".formatted(shown(text)));
      }
      String host = uri.getHost().replaceAll("[\\[\\]]", "");
      int port = uri.getPort() >= 0 ? uri.getPort() : kind.usualPort;
      return new ProxyServer(kind, new Endpoint(host, port), credentials);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException("proxy '%s' has no host".formatted(shown(text)), e);
    }
  }

  private static Kind kindOf(String scheme, String text) {
    for (Kind kind : Kind.values()) {
      if (kind.scheme.equals(scheme)) {
        return kind;
      }
    }
    if (scheme.equals("socks")) {
      return Kind.SOCKS4; // as curl reads it
    }
    throw new IllegalArgumentException(
        "proxy '%s': '%s' is none of http, https, socks4, socks4a, socks5, socks5h"
            .formatted(shown(text), scheme));
  }

  private static String shown(String text) {
    return text.replaceFirst("(://|^)[^@/]*@", "$1");
  }

  private static String percentDecoded(String text) {
    return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  public ProxyServer withCredentials(String userAndPassword) {
    return new ProxyServer(kind, endpoint, Optional.of(userAndPassword));
  }

  /** Without credentials. */
  @Override
  public String toString() {
    return kind.scheme + "://" + endpoint;
  }
}
