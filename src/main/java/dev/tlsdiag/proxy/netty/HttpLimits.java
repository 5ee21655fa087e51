package dev.tlsdiag.proxy.netty;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Bounds of the HTTP layer.
 *
 * @param headTimeout a request's head has to be whole this long after its first byte
 * @param idleTimeout without a byte in either direction a connection is closed after this
 * @param lingerTimeout how long a client may still send after a final response with {@code close}
 * @param pooledIdle how long an unused connection to a server is kept: less than servers do
 * @param pooled unused connections kept in all, on each event loop
 * @param headBytes of a head: request line or status line, and the fields
 * @param headFields of a request's head
 */
record HttpLimits(
    Duration headTimeout,
    Duration idleTimeout,
    Duration lingerTimeout,
    Duration pooledIdle,
    int pooled,
    int headBytes,
    int headFields) {
  static final HttpLimits USUAL = usual(Duration.ofMinutes(5));

  HttpLimits {
    requireNonNull(headTimeout, "headTimeout is null");
    requireNonNull(idleTimeout, "idleTimeout is null");
    requireNonNull(lingerTimeout, "lingerTimeout is null");
    requireNonNull(pooledIdle, "pooledIdle is null");
  }

  static HttpLimits usual(Duration idleTimeout) {
    return new HttpLimits(
        Duration.ofSeconds(10),
        idleTimeout,
        Duration.ofSeconds(2),
        Duration.ofSeconds(30),
        512,
        64 * 1024,
        100);
  }
}
