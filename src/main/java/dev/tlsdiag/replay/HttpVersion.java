package dev.tlsdiag.replay;

import java.util.List;

/** The HTTP versions that a client is willing to speak. */
public enum HttpVersion {
  /** HTTP/2 where the server agrees by ALPN, else HTTP/1.1. */
  ANY(List.of("h2", "http/1.1")),
  HTTP_1_0(List.of("http/1.0")),
  HTTP_1_1(List.of("http/1.1")),
  /** HTTP/2 without asking, also in the clear (RFC 9113 section 3.3). */
  HTTP_2_PRIOR_KNOWLEDGE(List.of("h2"));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> alpn;

  HttpVersion(List<String> alpn) {
    this.alpn = alpn;
  }

  /** What is offered by ALPN where nothing else is asked for. */
  public List<String> alpn() {
    return alpn;
  }
}
