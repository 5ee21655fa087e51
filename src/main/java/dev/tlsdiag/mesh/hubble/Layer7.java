package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HttpExchange.Header;
import java.util.List;
import java.util.Optional;

/**
 * A request or response that a proxy parsed.
 *
 * @param latencyNanos of a response, from the request on; 0 where it is not known
 * @param otherProtocol of a record that is neither HTTP nor DNS, its key: {@code kafka}; else empty
 *     text
 */
public record Layer7(
    Kind kind, long latencyNanos, Optional<Http> http, Optional<Dns> dns, String otherProtocol) {

  /** Which half. */
  public enum Kind {
    UNKNOWN_L7_TYPE,
    REQUEST,
    RESPONSE,
    SAMPLE
  }

  /**
   * HTTP.
   *
   * @param code of a response; 0 of a request
   * @param url scheme, host and path; values of secret parameters are taken out
   * @param protocol {@code HTTP/1.1}, {@code HTTP/2}
   * @param headers values that authenticate are taken out
   */
  public record Http(int code, String method, String url, String protocol, List<Header> headers) {
    public Http {
      requireNonNull(method, "method is null");
      requireNonNull(url, "url is null");
      requireNonNull(protocol, "protocol is null");
      headers = List.copyOf(headers);
    }

    /** The first value; names are compared without case. */
    public Optional<String> header(String name) {
      for (Header header : headers) {
        if (header.name().equalsIgnoreCase(name)) {
          return Optional.of(header.value());
        }
      }
      return Optional.empty();
    }
  }

  /**
   * DNS.
   *
   * @param query with its last dot
   * @param addresses of a response
   * @param ttlSeconds 0 where there is none; 4294967295 on errors
   * @param observationSource {@code proxy}
   * @param responseCode as registered by IANA
   */
  public record Dns(
      String query,
      List<String> addresses,
      long ttlSeconds,
      List<String> canonicalNames,
      String observationSource,
      int responseCode,
      List<String> queryTypes,
      List<String> recordTypes) {
    public Dns {
      requireNonNull(query, "query is null");
      addresses = List.copyOf(addresses);
      canonicalNames = List.copyOf(canonicalNames);
      requireNonNull(observationSource, "observationSource is null");
      queryTypes = List.copyOf(queryTypes);
      recordTypes = List.copyOf(recordTypes);
    }
  }

  public Layer7 {
    requireNonNull(kind, "kind is null");
    requireNonNull(http, "http is null");
    requireNonNull(dns, "dns is null");
    requireNonNull(otherProtocol, "otherProtocol is null");
  }

  public static Layer7 of(Kind kind, long latencyNanos, Http http) {
    return new Layer7(kind, latencyNanos, Optional.of(http), Optional.empty(), "");
  }

  public static Layer7 of(Kind kind, long latencyNanos, Dns dns) {
    return new Layer7(kind, latencyNanos, Optional.empty(), Optional.of(dns), "");
  }
}
