package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tcp.Endpoint;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a mode as mitmproxy spells it: {@code regular}, {@code socks5}, {@code transparent}, {@code
 * reverse:URL}, {@code upstream:URL}, {@code tap:HOST:PORT}, each with {@code @PORT} or
 * {@code @HOST:PORT} behind it for the address to listen on.
 */
public final class ProxyModes {
  public static final int USUAL_PORT = 8080;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private ProxyModes() {}

  /**
   * Reads a listener.
   *
   * @param host to listen on where the text does not say
   * @param port likewise
   * @throws IllegalArgumentException where the text is none; the message says what is wrong with
   *     it, without the text
   */
  public static Listen parse(String text, String host, int port) {
    int at = text.lastIndexOf('@');
    boolean suffix = at >= 0 && looksLikeAddress(text.substring(at + 1), text.substring(0, at));
    if (!suffix) {
      return new Listen(mode(text), host, port, false);
    }
    Endpoint address = listenAddress(text.substring(at + 1), host);
    return new Listen(mode(text.substring(0, at)), address.host(), address.port(), false);
  }

  /** As {@link #parse(String, String, int)}, on loopback and port 8080. */
  public static Listen parse(String text) {
    return parse(text, Listen.LOOPBACK, USUAL_PORT);
  }

  /** The {@code @} of {@code upstream:http://user:pass@host:port} is no suffix. */
  private static boolean looksLikeAddress(String behind, String before) {
    boolean inUrl = before.startsWith("upstream:") && before.contains("://");
    if (!inUrl) {
      return true;
    }
    String authority = before.substring(before.indexOf("://") + 3);
    boolean hasHost = authority.contains("@") || !authority.contains(":");
    boolean endsInPort = authority.matches(".*:[0-9]+/?");
    return hasHost || endsInPort && behind.matches("(.*:)?[0-9]+");
  }

  private static Endpoint listenAddress(String text, String host) {
    if (text.matches("[0-9]+")) {
      return new Endpoint(host, port(text));
    }
    return hostPort(text, -1, "the address behind '@'");
  }

  private static ProxyMode mode(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String argument = colon < 0 ? "" : text.substring(colon + 1);
    return switch (name) {
      case "regular" -> bare(new ProxyMode.Regular(), argument);
      case "socks5" -> bare(new ProxyMode.Socks5(), argument);
      case "transparent" -> bare(new ProxyMode.Transparent(), argument);
      case "tap" ->
          new ProxyMode.Tap(hostPort(needed(argument, "tap:HOST:PORT"), -1, "the server"));
      case "reverse" -> reverse(needed(argument, "reverse:https://HOST:PORT"));
      case "upstream" -> upstream(needed(argument, "upstream:http://HOST:PORT"));
      default ->
          throw new IllegalArgumentException(
              "'%s' is no mode; there are regular, socks5, transparent, reverse:URL, upstream:URL,"
                      .formatted(name)
                  + " tap:HOST:PORT");
    };
  }

  private static ProxyMode bare(ProxyMode mode, String argument) {
    if (!argument.isEmpty()) {
      throw new IllegalArgumentException("mode %s takes no argument".formatted(mode.text()));
    }
    return mode;
  }

  private static String needed(String argument, String form) {
    if (argument.isEmpty()) {
      throw new IllegalArgumentException("the mode needs an argument: " + form);
    }
    return argument;
  }

  private static ProxyMode reverse(String argument) {
    URI uri = uri(argument);
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("the URL of a server has no user name");
    }
    boolean tls = tls(uri);
    return new ProxyMode.Reverse(tls, endpoint(uri, tls ? HTTPS : HTTP));
  }

  private static ProxyMode upstream(String argument) {
    URI uri = uri(argument);
    boolean tls = tls(uri);
    Optional<String> authorization =
        Optional.ofNullable(uri.getUserInfo())
            .map(user -> user.getBytes(StandardCharsets.UTF_8))
            .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
    return new ProxyMode.Upstream(tls, endpoint(uri, tls ? HTTPS : USUAL_PORT), authorization);
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text.contains("://") ? text : "https://" + text);
      String path = uri.getRawPath();
      if (path != null && !path.isEmpty() && !path.equals("/") || uri.getRawQuery() != null) {
        throw new IllegalArgumentException("the URL has a path, which a mode cannot use");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the URL cannot be read: " + e.getReason(), e);
    }
  }

  private static boolean tls(URI uri) {
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> false;
      default ->
          throw new IllegalArgumentException(
              "the URL begins with '%s', not http or https".formatted(uri.getScheme()));
    };
  }

  private static Endpoint endpoint(URI uri, int usualPort) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return hostPort(
        authority.substring(authority.lastIndexOf('@') + 1), usualPort, "the URL's authority");
  }

  /**
   * Reads {@code host:port} or {@code [v6]:port}.
   *
   * @param usualPort where there is none; -1 where there has to be one
   * @param what names the text in the message
   * @throws IllegalArgumentException where it is none
   */
  public static Endpoint hostPort(String text, int usualPort, String what) {
    int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
    int colon = bracket >= 0 ? text.indexOf(':', bracket) : text.lastIndexOf(':');
    if (bracket < 0 && text.startsWith("[") || bracket < 0 && text.indexOf(':') != colon) {
      throw new IllegalArgumentException(what + " needs brackets around an IPv6 address");
    }
    String host =
        bracket >= 0 ? text.substring(1, bracket) : colon < 0 ? text : text.substring(0, colon);
    if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == '/' || c == 0x7f)) {
      throw new IllegalArgumentException(what + " has no host");
    }
    if (bracket >= 0 && colon != bracket + 1 && text.length() != bracket + 1) {
      throw new IllegalArgumentException(what + " has text behind the bracket");
    }
    if (colon < 0) {
      if (usualPort < 0) {
        throw new IllegalArgumentException(what + " has no port");
      }
      return new Endpoint(host, usualPort);
    }
    return new Endpoint(host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("port '%s' is not within 0 to 65535".formatted(text));
    }
    return Integer.parseInt(text);
  }
}
