package dev.tlsdiag.track;

import dev.tlsdiag.tls.HandshakeType;

/** The letters of Zeek's {@code ssl_history}, capital for the client. */
final class HistoryLetters {
  private HistoryLetters() {}

  static char of(int handshakeType) {
    return switch (handshakeType) {
      case HandshakeType.HELLO_REQUEST -> 'H';
      case HandshakeType.CLIENT_HELLO -> 'C';
      case HandshakeType.SERVER_HELLO -> 'S';
      case HandshakeType.HELLO_VERIFY_REQUEST -> 'V';
      case HandshakeType.NEW_SESSION_TICKET -> 'T';
      case HandshakeType.END_OF_EARLY_DATA -> 'E';
      case HandshakeType.HELLO_RETRY_REQUEST -> 'J';
      case HandshakeType.ENCRYPTED_EXTENSIONS -> 'O';
      case HandshakeType.CERTIFICATE -> 'X';
      case HandshakeType.SERVER_KEY_EXCHANGE -> 'K';
      case HandshakeType.CERTIFICATE_REQUEST -> 'R';
      case HandshakeType.SERVER_HELLO_DONE -> 'N';
      case HandshakeType.CERTIFICATE_VERIFY -> 'Y';
      case HandshakeType.CLIENT_KEY_EXCHANGE -> 'G';
      case HandshakeType.FINISHED -> 'F';
      case HandshakeType.CERTIFICATE_URL -> 'W';
      case HandshakeType.CERTIFICATE_STATUS -> 'U';
      case HandshakeType.SUPPLEMENTAL_DATA -> 'A';
      case HandshakeType.KEY_UPDATE -> 'P';
      default -> 'Z';
    };
  }
}
