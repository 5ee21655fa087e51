package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.wire.Bytes;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it is to be sent.
 *
 * @param method as sent
 * @param url absolute, {@code http} or {@code https}, without fragment
 * @param headers in wire order and complete but for {@code Host}, {@code Content-Length} and the
 *     like, which are added where they are not given; may hold secrets
 */
public record ReplayRequest(
    String method, URI url, List<HttpExchange.Header> headers, Optional<Bytes> body) {
  private static final Pattern PORT = Pattern.compile(":([0-9]{0,5})$");

  public ReplayRequest {
    requireNonNull(method, "method is null");
    requireNonNull(url, "url is null");
    headers = List.copyOf(headers);
    requireNonNull(body, "body is null");
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("'%s' is neither http nor https".formatted(url));
    }
    if (url.getRawAuthority() == null || hostOf(url).isEmpty()) {
      throw new IllegalArgumentException("'%s' has no host".formatted(url));
    }
  }

  /** A GET with the headers that curl sends. */
  public static ReplayRequest get(URI url) {
    return new ReplayRequest(
        "GET", url, List.of(new HttpExchange.Header("Accept", "*/*")), Optional.empty());
  }

  public boolean secure() {
    return url.getScheme().equalsIgnoreCase("https");
  }

  /** Without brackets where it is an IPv6 literal. */
  public String host() {
    String host = hostOf(url);
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  public int port() {
    Matcher port = PORT.matcher(url.getRawAuthority());
    return port.find() && !port.group(1).isEmpty() ? Integer.parseInt(port.group(1)) : usualPort();
  }

  private int usualPort() {
    return secure() ? 443 : 80;
  }

  /** The host as URLs write it, and the port where it is not the usual one of the scheme. */
  public String authority() {
    return port() == usualPort() ? hostOf(url) : hostOf(url) + ":" + port();
  }

  /** Path and query as a request line has them. */
  public String target() {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }

  /** From the authority: {@link URI#getHost} knows no names with an underscore. */
  private static String hostOf(URI url) {
    String authority = url.getRawAuthority();
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    return PORT.matcher(host).replaceFirst("");
  }

  /** The first value of this header; names are compared without case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(HttpExchange.Header::value)
        .findFirst();
  }

  /** Names of headers only: values may be secrets. */
  @Override
  public String toString() {
    return method + " " + url + " " + headers.stream().map(HttpExchange.Header::name).toList();
  }
}
