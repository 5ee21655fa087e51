package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import java.util.Optional;

/**
 * A request line and its fields, understood (RFC 9112 section 3.2, RFC 9110 section 7.2).
 *
 * @param target where it goes
 * @param tls whether over TLS
 */
record Http1Request(RequestHead head, Endpoint target, boolean tls) {
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int HEAD_TOO_LARGE = 431;

  /** A request that is answered here: nobody else gets to see it. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String reason;

    Refused(int status, String reason, String text) {
      super(text, null, false, false);
      this.status = status;
      this.reason = reason;
    }

    /** For a head that the decoder could not read. */
    static Refused because(Throwable cause) {
      if (cause instanceof TooLongHttpLineException) {
        return new Refused(414, "URI Too Long", "the request line is too long");
      }
      if (cause instanceof TooLongFrameException) {
        return new Refused(
            HEAD_TOO_LARGE, "Request Header Fields Too Large", "the header is larger than 64 KiB");
      }
      return bad("not a valid request");
    }

    int status() {
      return status;
    }

    String reason() {
      return reason;
    }
  }

  /** Removes from {@code request} what is meant for this hop alone. */
  static Http1Request parse(HttpRequest request, Downstream downstream, HttpLimits limits)
      throws Refused {
    HttpHeaders headers = request.headers();
    if (headers.size() > limits.headFields()) {
      throw new Refused(
          HEAD_TOO_LARGE, "Request Header Fields Too Large", "more than 100 header fields");
    }
    boolean oldVersion = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (!oldVersion && !request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw new Refused(505, "HTTP Version Not Supported", "not HTTP/1.1");
    }
    String method = request.method().name();
    if (method.equals("CONNECT")) {
      throw new Refused(405, "Method Not Allowed", "CONNECT is not possible here");
    }
    long length = framing(headers, oldVersion);
    String host = host(headers, oldVersion);
    Optional<String> upgrade = length == 0 && !oldVersion ? upgrade(headers) : Optional.empty();
    HttpFields.removeHopByHop(headers);
    if (downstream.mode() instanceof ProxyMode.Regular
        || downstream.mode() instanceof ProxyMode.Upstream) {
      headers.remove(HttpHeaderNames.PROXY_AUTHORIZATION); // meant for this proxy
    }

    String uri = request.uri();
    boolean tls = downstream.targetTls();
    String path = uri;
    String authority = host;
    boolean absolute = !uri.startsWith("/") && !uri.equals("*");
    if (absolute) {
      int scheme = schemeLength(uri);
      tls = downstream.target().isPresent() ? tls : scheme == "https://".length();
      int end = endOfAuthority(uri, scheme);
      authority = uri.substring(scheme, end);
      path = pathFrom(uri, end, method);
      checkAuthority(authority);
      headers.set(HttpHeaderNames.HOST, authority); // RFC 9112 section 3.2.2: Host is ignored
    }
    Endpoint target;
    if (downstream.target().isPresent()) {
      target = downstream.target().get();
    } else if (absolute) {
      target = endpoint(authority, tls ? HTTPS : HTTP);
    } else {
      throw new Refused(400, "Bad Request", "a proxy needs the whole URL in the request line");
    }
    RequestHead head =
        new RequestHead(
            method, tls ? "https" : "http", authority, path, headers, length != 0, length, upgrade);
    return new Http1Request(head, target, tls);
  }

  /** The body's length: 0 for none, -1 for chunked. */
  private static long framing(HttpHeaders headers, boolean oldVersion) throws Refused {
    long length = HttpFields.contentLength(headers);
    if (length == -2) {
      throw bad("Content-Length is not one number");
    }
    if (!headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      return Math.max(0, length);
    }
    if (length >= 0) {
      throw bad("both Transfer-Encoding and Content-Length");
    }
    if (oldVersion || !HttpFields.isOnlyChunked(headers)) {
      throw bad("Transfer-Encoding is not chunked");
    }
    return -1;
  }

  private static String host(HttpHeaders headers, boolean oldVersion) throws Refused {
    String host = headers.get(HttpHeaderNames.HOST);
    if (host == null) {
      if (oldVersion) {
        return "";
      }
      throw bad("Host is missing");
    }
    List<String> all = headers.getAll(HttpHeaderNames.HOST);
    if (all.size() > 1) {
      throw bad("more than one Host");
    }
    checkAuthority(host);
    return host;
  }

  static void checkAuthority(String authority) throws Refused {
    for (int i = 0; i < authority.length(); i++) {
      char c = authority.charAt(i);
      if (c <= ' ' || c >= 0x7f || "/\\@?#,<>\"{}|^`".indexOf(c) >= 0) {
        throw bad("Host is not a host name");
      }
    }
  }

  private static Optional<String> upgrade(HttpHeaders headers) {
    if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return Optional.empty();
    }
    // RFC 9113 section 3.1 has ended h2c; a server that still took it would leave HTTP/1.1 behind.
    return Optional.ofNullable(headers.get(HttpHeaderNames.UPGRADE))
        .filter(value -> !value.equalsIgnoreCase("h2c"));
  }

  private static int schemeLength(String uri) throws Refused {
    if (uri.regionMatches(true, 0, "http://", 0, 7)) {
      return 7;
    }
    if (uri.regionMatches(true, 0, "https://", 0, 8)) {
      return 8;
    }
    throw bad("the request's target is neither a path nor an http URL");
  }

  private static int endOfAuthority(String uri, int from) {
    for (int i = from; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c == '/' || c == '?' || c == '#') {
        return i;
      }
    }
    return uri.length();
  }

  private static String pathFrom(String uri, int from, String method) {
    if (from == uri.length()) {
      return method.equals("OPTIONS") ? "*" : "/";
    }
    return uri.charAt(from) == '/' ? uri.substring(from) : "/" + uri.substring(from);
  }

  /** The address in an authority. */
  static Endpoint endpoint(String authority, int usualPort) throws Refused {
    String host = HostName.ofAuthority(authority);
    int colon = authority.lastIndexOf(':');
    boolean hasPort = colon > authority.lastIndexOf(']') && authority.indexOf(':') >= 0;
    String port = hasPort && !host.equals(authority) ? authority.substring(colon + 1) : "";
    if (host.isEmpty() || !port.matches("[0-9]{0,5}")) {
      throw bad("the URL has no host and port");
    }
    int number = port.isEmpty() ? usualPort : Integer.parseInt(port);
    if (number == 0 || number > 0xffff) {
      throw bad("the URL has no such port");
    }
    return new Endpoint(host, number);
  }

  private static Refused bad(String text) {
    return new Refused(400, "Bad Request", text);
  }
}
