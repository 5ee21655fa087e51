package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * What somebody wants to do, as far as it is known yet: the connection, then its ClientHello, then
 * a request.
 *
 * @param protocol {@code TCP}, {@code UDP}, {@code SCTP}
 * @param tls whether the connection's first bytes are TLS; empty before they are seen
 * @param sni of the ClientHello, as sent
 * @param dnsQuery the name asked for, of a DNS message
 */
public record Attempt(
    Direction direction,
    Peer from,
    Peer to,
    int port,
    String protocol,
    Optional<Boolean> tls,
    Optional<String> sni,
    Optional<Request> http,
    Optional<String> dnsQuery) {
  public Attempt {
    requireNonNull(direction, "direction is null");
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(protocol, "protocol is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(http, "http is null");
    requireNonNull(dnsQuery, "dnsQuery is null");
  }

  /**
   * An HTTP request.
   *
   * @param path with the query
   * @param headers lower-case names; of several of one name the first value
   */
  public record Request(String method, String path, String authority, Map<String, String> headers) {
    public Request {
      requireNonNull(method, "method is null");
      requireNonNull(path, "path is null");
      requireNonNull(authority, "authority is null");
      headers = Map.copyOf(headers);
    }
  }

  /** A connection of which nothing is known but its ends. */
  public static Attempt connection(
      Direction direction, Peer from, Peer to, int port, String protocol) {
    return new Attempt(
        direction,
        from,
        to,
        port,
        protocol,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Attempt withHello(Optional<String> newSni) {
    return new Attempt(
        direction, from, to, port, protocol, Optional.of(true), newSni, http, dnsQuery);
  }

  /** Its first bytes are no TLS. */
  public Attempt inTheClear() {
    return new Attempt(
        direction, from, to, port, protocol, Optional.of(false), Optional.empty(), http, dnsQuery);
  }

  public Attempt withRequest(Request request) {
    return new Attempt(
        direction, from, to, port, protocol, tls, sni, Optional.of(request), dnsQuery);
  }

  public Attempt withDnsQuery(String name) {
    return new Attempt(direction, from, to, port, protocol, tls, sni, http, Optional.of(name));
  }
}
