package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Preamble;
import java.util.Optional;

/** Whether a header of HAProxy's PROXY protocol went before a ClientHello. */
final class ProxyHeader {
  private ProxyHeader() {}

  /** {@code v1} or {@code v2}. */
  static Optional<String> version(Handshake handshake) {
    return handshake.preamble().flatMap(Preamble::proxyHeader);
  }
}
