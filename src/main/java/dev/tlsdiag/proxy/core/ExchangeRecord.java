package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HttpExchange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One request through the proxy, told when it has ended.
 *
 * @param id unique in a run, from 1, counted apart from connections
 * @param downstream id of the client's connection
 * @param upstream id of the proxy's connection that carried it; 0 where none did
 * @param exchange as the client was answered
 * @param localReply why the proxy answered by itself; empty where the server did
 * @param upstreamProtocol as in ALPN: {@code http/1.1}, {@code h2}; empty where none carried it
 * @param upstreamHeaders of the request as the proxy sent it on, Host among them; empty where it
 *     was not
 */
public record ExchangeRecord(
    long id,
    long downstream,
    long upstream,
    Instant start,
    Duration duration,
    HttpExchange exchange,
    Optional<UpstreamFailure> localReply,
    Optional<String> upstreamProtocol,
    List<HttpExchange.Header> upstreamHeaders) {
  public ExchangeRecord {
    requireNonNull(start, "start is null");
    requireNonNull(duration, "duration is null");
    requireNonNull(exchange, "exchange is null");
    requireNonNull(localReply, "localReply is null");
    requireNonNull(upstreamProtocol, "upstreamProtocol is null");
    upstreamHeaders = List.copyOf(upstreamHeaders);
  }

  /** Of which it is not known how it was sent on. */
  public ExchangeRecord(
      long id,
      long downstream,
      long upstream,
      Instant start,
      Duration duration,
      HttpExchange exchange,
      Optional<UpstreamFailure> localReply,
      Optional<String> upstreamProtocol) {
    this(
        id,
        downstream,
        upstream,
        start,
        duration,
        exchange,
        localReply,
        upstreamProtocol,
        List.of());
  }

  /** As the server was asked; empty where it is not known how the request was sent on. */
  public Optional<HttpExchange> sentOn() {
    return upstreamHeaders.isEmpty()
        ? Optional.empty()
        : Optional.of(exchange.asked(upstreamHeaders, upstreamProtocol.orElse("")));
  }
}
