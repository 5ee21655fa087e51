package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Map;

/**
 * A request as a policy sees it.
 *
 * @param target where it goes
 * @param scheme as the client spoke it: {@code http} or {@code https}
 * @param authority the Host field or {@code :authority}; empty text where there was none
 * @param path with the query
 * @param protocol as in ALPN: {@code http/1.1}, {@code h2}
 * @param headers lower-case names; several of one name are one, with commas, as in Envoy: a second
 *     value must not come by unseen
 */
public record PolicyRequest(
    Endpoint target,
    String method,
    String scheme,
    String authority,
    String path,
    String protocol,
    Map<String, String> headers) {
  public PolicyRequest {
    requireNonNull(target, "target is null");
    requireNonNull(method, "method is null");
    requireNonNull(scheme, "scheme is null");
    requireNonNull(authority, "authority is null");
    requireNonNull(path, "path is null");
    requireNonNull(protocol, "protocol is null");
    headers = Map.copyOf(headers);
  }

  /** Header values are secrets now and then. */
  @Override
  public String toString() {
    return method + " " + scheme + "://" + authority + path;
  }
}
