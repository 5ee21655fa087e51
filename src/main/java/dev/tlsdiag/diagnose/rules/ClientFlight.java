package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.trace.Handshake;

/**
 * What the length of a TLS 1.3 client's last flight gives away. It is encrypted, and its messages
 * have fixed lengths: Certificate without a certificate (RFC 8446 section 4.4.2), Finished (section
 * 4.4.4).
 */
final class ClientFlight {
  private static final int HEADER = 4;
  private static final int EMPTY_CERTIFICATE = HEADER + 1 + 3;

  /** The content type and the tag that every record carries. */
  private static final int RECORD = 1 + 16;

  /** What Java adds to every record. */
  private static final int PADDING = 16;

  private ClientFlight() {}

  /**
   * Whether the client was asked for a certificate and had none: some libraries send that message
   * in a record of its own, others with the Finished.
   */
  static boolean hasEmptyCertificate(Handshake handshake) {
    int alone = EMPTY_CERTIFICATE + RECORD;
    int length = handshake.signs().firstClientRecord().orElse(0);
    return length == alone || length == alone + PADDING || length == alone + finished(handshake);
  }

  /** Whether the client was asked for a certificate and sent one. */
  static boolean hasCertificate(Handshake handshake) {
    int length = handshake.signs().firstClientRecord().orElse(0);
    return length > PADDING + RECORD + finished(handshake);
  }

  private static int finished(Handshake handshake) {
    boolean sha384 =
        handshake.serverHello().filter(h -> h.cipherSuite().name().endsWith("SHA384")).isPresent();
    return HEADER + (sha384 ? 48 : 32);
  }
}
