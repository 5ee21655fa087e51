package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Handshake;

/**
 * Resumption as TLS 1.2 and before have it: the ServerHello repeats the session ID of the
 * ClientHello (RFC 5246 section 7.4.1.3), with a ticket too (RFC 5077 section 3.4).
 */
final class EchoedSession {
  private EchoedSession() {}

  static boolean in(Handshake handshake) {
    return handshake
        .serverHello()
        .filter(hello -> !hello.version().isNewerThan(ProtocolVersion.TLS_1_2))
        .filter(hello -> !hello.sessionId().isEmpty())
        .filter(
            hello ->
                handshake
                    .sent()
                    .filter(sent -> sent.hello().sessionId().equals(hello.sessionId()))
                    .isPresent())
        .isPresent();
  }
}
