package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One HTTP request and what came back, as one end of the connection knows it.
 *
 * @param method as sent
 * @param target what was asked for: scheme, authority, path and query of the URL
 * @param authority the {@code Host} header, or {@code :authority}
 * @param protocol as in ALPN: {@code http/1.0}, {@code http/1.1}, {@code h2}
 * @param status of the final response; empty where none came
 * @param requestHeaders in wire order, names as sent; secrets are still in them
 * @param responseHeaders in wire order; empty where no response came
 * @param trailers of the response
 * @param bodyStart the first bytes of the response's body, at most 4096, content coding as sent
 * @param requestBytes of the request's body
 * @param responseBytes of the response's body, as it travelled
 * @param problem why there is no whole response
 * @param endedBy who ended it before it was whole
 * @param firstByte from the end of the request to the first byte of the response
 */
public record HttpExchange(
    String method,
    String target,
    String authority,
    String protocol,
    OptionalInt status,
    List<Header> requestHeaders,
    List<Header> responseHeaders,
    List<Header> trailers,
    Bytes bodyStart,
    long requestBytes,
    long responseBytes,
    Optional<String> problem,
    Optional<Side> endedBy,
    Optional<Duration> firstByte) {
  public static final int BODY_START = 4096;

  public HttpExchange {
    requireNonNull(method, "method is null");
    requireNonNull(target, "target is null");
    requireNonNull(authority, "authority is null");
    requireNonNull(protocol, "protocol is null");
    requireNonNull(status, "status is null");
    requestHeaders = List.copyOf(requestHeaders);
    responseHeaders = List.copyOf(responseHeaders);
    trailers = List.copyOf(trailers);
    requireNonNull(bodyStart, "bodyStart is null");
    requireNonNull(problem, "problem is null");
    requireNonNull(endedBy, "endedBy is null");
    requireNonNull(firstByte, "firstByte is null");
  }

  /** One header field. */
  public record Header(String name, String value) {
    public Header {
      requireNonNull(name, "name is null");
      requireNonNull(value, "value is null");
    }
  }

  /**
   * The same, asked with other headers: on the other side of a proxy. The authority is their Host,
   * where there is one.
   *
   * @param newProtocol empty text where it is the same
   */
  public HttpExchange asked(List<Header> headers, String newProtocol) {
    return new HttpExchange(
        method,
        target,
        headers.stream()
            .filter(h -> h.name().equalsIgnoreCase("host"))
            .map(Header::value)
            .findFirst()
            .orElse(authority),
        newProtocol.isEmpty() ? protocol : newProtocol,
        status,
        headers,
        responseHeaders,
        trailers,
        bodyStart,
        requestBytes,
        responseBytes,
        problem,
        endedBy,
        firstByte);
  }

  /** The first value of this request header; names are compared without case. */
  public Optional<String> requestHeader(String name) {
    return requestHeaders.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The first value of this response header; names are compared without case. */
  public Optional<String> responseHeader(String name) {
    return responseHeaders.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }
}
