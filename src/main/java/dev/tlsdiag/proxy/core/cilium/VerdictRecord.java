package dev.tlsdiag.proxy.core.cilium;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.proxy.core.LookupAnswer;
import dev.tlsdiag.proxy.core.RecordWeight;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A decision of a policy, or the end of what it decided about.
 *
 * @param connection id of the client's connection; 0 of a DNS query
 * @param ruling of the response the one of its request
 * @param server where it was to go; a name where the client left it to the proxy to look it up
 * @param peer the server as the policy sees it
 * @param protocol {@code TCP} or {@code UDP}
 * @param sni of the ClientHello, where one was looked at
 */
public record VerdictRecord(
    Instant time,
    Kind kind,
    long connection,
    Ruling ruling,
    Pod pod,
    Endpoint client,
    Endpoint server,
    Peer peer,
    String protocol,
    Optional<String> sni,
    Optional<Http> http,
    Optional<Dns> dns) {
  /** What it is about. */
  public enum Kind {
    /** A connection, or the first packet of a DNS query. */
    CONNECTION,
    /** HTTP or DNS. */
    REQUEST,
    RESPONSE
  }

  /**
   * A request, and of a response its answer.
   *
   * @param url scheme, host and path
   * @param protocol as in ALPN
   * @param headers of the request; of a response its own
   * @param status of a response
   * @param duration of a response, since the request
   */
  public record Http(
      String method,
      String url,
      String protocol,
      List<Header> headers,
      OptionalInt status,
      Duration duration) {
    public Http {
      requireNonNull(method, "method is null");
      requireNonNull(url, "url is null");
      requireNonNull(protocol, "protocol is null");
      headers = List.copyOf(headers);
      requireNonNull(status, "status is null");
      requireNonNull(duration, "duration is null");
    }
  }

  /**
   * A DNS query, and of a response its answer.
   *
   * @param name with its last dot
   */
  public record Dns(String name, String type, Optional<LookupAnswer> answer, Duration duration) {
    public Dns {
      requireNonNull(name, "name is null");
      requireNonNull(type, "type is null");
      requireNonNull(answer, "answer is null");
      requireNonNull(duration, "duration is null");
    }
  }

  public VerdictRecord {
    requireNonNull(time, "time is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(ruling, "ruling is null");
    requireNonNull(pod, "pod is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    requireNonNull(peer, "peer is null");
    requireNonNull(protocol, "protocol is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(http, "http is null");
    requireNonNull(dns, "dns is null");
  }

  /** About the bytes that it holds in memory while it waits. */
  public long weight() {
    return http.map(request -> RecordWeight.of(request.url(), request.headers()))
        .orElseGet(() -> RecordWeight.of("", List.of()));
  }
}
