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
  /** The detail where the proxy has nothing to make TLS with, in Envoy's words. */
  public static final String NOT_READY = "Socket is not ready";

  /** What went wrong, in the order in which it can. */
  public enum Kind {
    /** The name has no address. */
    RESOLVE("resolve"),
    /** Refused, or unreachable. */
    CONNECT("connect"),
    /** No connection within the time allowed. */
    CONNECT_TIMEOUT("connect-timeout"),
    /** The next proxy said no. */
    TUNNEL("tunnel"),
    /** The server sent an alert. */
    TLS_ALERT("tls-alert"),
    /** The server's certificate was not accepted. */
    CERTIFICATE("certificate"),
    /** Any other TLS error, raised by the proxy. */
    TLS("tls"),
    /** The server closed or reset the connection during the handshake. */
    TLS_CLOSED("tls-closed"),
    /** No answer to the ClientHello within the time allowed. */
    TLS_TIMEOUT("tls-timeout"),
    /** The server closed before the response. */
    CLOSED("closed"),
    /** The server reset the connection or the stream before the response. */
    RESET("reset"),
    /** No response within the time allowed. */
    RESPONSE_TIMEOUT("response-timeout"),
    /** What came is not HTTP. */
    PROTOCOL("protocol"),
    /** The proxy has no room for more. */
    OVERLOAD("overload");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As in records and replies. */
    public String label() {
      return label;
    }
  }

  public UpstreamFailure {
    requireNonNull(kind, "kind is null");
    requireNonNull(detail, "detail is null");
    requireNonNull(waited, "waited is null");
  }
}
