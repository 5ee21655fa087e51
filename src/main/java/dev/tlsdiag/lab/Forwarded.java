package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange;

/**
 * A request as a reverse proxy of the lab sent it on, and what came back.
 *
 * @param from the proxy's own end
 * @param to where it sent it
 */
public record Forwarded(Endpoint from, Endpoint to, HttpExchange exchange) {
  public Forwarded {
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(exchange, "exchange is null");
  }
}
