package dev.tlsdiag.trace;

/** What carried the handshake. */
public enum Transport {
  TCP("tcp"),
  DTLS("dtls"),
  QUIC("quic");

  private final String label;

  Transport(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
