package dev.tlsdiag.trace;

/** A TLS role; the client is who sent the ClientHello. */
public enum Side {
  CLIENT("client"),
  SERVER("server");

  private final String label;

  Side(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public Side other() {
    return this == CLIENT ? SERVER : CLIENT;
  }
}
