package dev.tlsdiag.probe;

/** How a server takes a ClientHello, in one word. */
public enum Ending {
  /** Its whole flight came, or all of it that can be seen. */
  WORKED("works"),
  ALERT("alert"),
  RESET("reset"),
  CLOSED("closed"),
  /** Not a byte. */
  SILENT("silence"),
  /** It began to answer, and no more came. */
  STALLED("stalled"),
  PLAINTEXT("not TLS"),
  /** No connection. */
  UNREACHABLE("unreachable"),
  /** A proxy, or a dialogue before TLS, did not lead to where a hello can be sent. */
  NO_WAY("no way");

  private final String label;

  Ending(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
