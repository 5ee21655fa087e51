package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Why the proxy has no answer from the server.
 *
 * @param detail in words: the TLS library's message, the errno's name
 * @param waited since the first attempt began
 */
public record UpstreamFailure(Kind kind, String detail, Duration waited) {

  /** What went wrong, in the order in which it can. */
  public enum Kind {
    /** The name has no address. */
    RESOLVE,
    /** Refused, or unreachable. */
    CONNECT,
    /** No connection within the time allowed. */
    CONNECT_TIMEOUT,
    /** The next proxy said no. */
    TUNNEL,
    /** The server sent an alert. */
    TLS_ALERT,
    /** The server's certificate was not accepted. */
    CERTIFICATE,
    /** Any other TLS error, raised by the proxy. */
    TLS,
    /** The server closed or reset the connection during the handshake. */
    TLS_CLOSED,
    /** No answer to the ClientHello within the time allowed. */
    TLS_TIMEOUT,
    /** The server closed before the response. */
    CLOSED,
    /** The server reset the connection or the stream before the response. */
    RESET,
    /** No response within the time allowed. */
    RESPONSE_TIMEOUT,
    /** What came is not HTTP. */
    PROTOCOL,
    /** The proxy has no room for more. */
    OVERLOAD
  }

  public UpstreamFailure {
    requireNonNull(kind, "kind is null");
    requireNonNull(detail, "detail is null");
    requireNonNull(waited, "waited is null");
  }
}
