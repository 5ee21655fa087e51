package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.PolicyRequest;
import dev.tlsdiag.tcp.Endpoint;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the proxy passes it on, whatever version it came in and goes out with.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority the Host field or {@code :authority}; empty text where there was none
 * @param path origin form, or {@code *}
 * @param headers end-to-end fields in wire order, with Host; the exchange's own
 * @param hasBody whether bytes or trailers follow
 * @param length of the body; -1 where it is not known before its end
 * @param upgrade value of the Upgrade field where the client asks for another protocol
 */
record RequestHead(
    String method,
    String scheme,
    String authority,
    String path,
    HttpHeaders headers,
    boolean hasBody,
    long length,
    Optional<String> upgrade) {

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** RFC 9110 section 9.2.2. */
  boolean isIdempotent() {
    return switch (method) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** Whether a server of HTTP/1.1 wants to be told that there is no body (RFC 9110 section 8.6). */
  boolean expectsBody() {
    return switch (method) {
      case "POST", "PUT", "PATCH" -> !headers.contains("content-length");
      default -> false;
    };
  }

  boolean isGrpc() {
    String type = headers.get("content-type");
    return type != null && type.startsWith("application/grpc");
  }

  Optional<String> host() {
    return authority.isEmpty() ? Optional.empty() : Optional.of(authority);
  }

  PolicyRequest forPolicy(Endpoint target, Downstream downstream, ExchangeLog log) {
    Map<String, String> fields = new HashMap<>();
    headers.forEach(
        field ->
            fields.merge(
                field.getKey().toLowerCase(Locale.ROOT),
                field.getValue(),
                (before, next) -> before + "," + next));
    return new PolicyRequest(
        target,
        method,
        downstream.tls() ? "https" : "http",
        authority,
        path,
        log.protocol(),
        fields);
  }

  String url() {
    return scheme + "://" + authority + path;
  }
}
