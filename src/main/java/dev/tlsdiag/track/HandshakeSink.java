package dev.tlsdiag.track;

/**
 * Takes handshakes as they begin and end. Every one that is opened is closed exactly once, at the
 * latest when the capture ends; {@code opened} comes in the order of {@link
 * PendingHandshake#frame}.
 */
public interface HandshakeSink {
  void opened(PendingHandshake handshake);

  void closed(PendingHandshake handshake);
}
