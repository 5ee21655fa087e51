package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HttpExchange;
import java.util.List;

/**
 * A response that the proxy makes itself.
 *
 * @param headers without Content-Length and Date, which follow from the rest
 */
public record LocalReply(
    int status, String reason, List<HttpExchange.Header> headers, String body) {
  public LocalReply {
    requireNonNull(reason, "reason is null");
    headers = List.copyOf(headers);
    requireNonNull(body, "body is null");
  }
}
