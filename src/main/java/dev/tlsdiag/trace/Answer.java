package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

/**
 * The first thing that came back after the ClientHello; TLS wins over other bytes.
 *
 * @param kind what it was
 * @param by who sent it: the server, but for a QUIC close by the client
 * @param frame 1-based; 0 where nothing came
 * @param nanos from the ClientHello to the answer
 */
public record Answer(Kind kind, Side by, long frame, long nanos) {
  public static final Answer NOTHING = new Answer(Kind.NOTHING, Side.SERVER, 0, 0);

  /** What can come back. */
  public enum Kind {
    SERVER_HELLO("server-hello"),
    HELLO_RETRY_REQUEST("hello-retry-request"),
    HELLO_VERIFY_REQUEST("hello-verify-request"),
    RETRY("retry"),
    VERSION_NEGOTIATION("version-negotiation"),
    ALERT("alert"),
    QUIC_CLOSE("quic-close"),
    RESET("reset"),
    FIN("fin"),
    /** Bytes that could not be read as a handshake: other protocols, or an answer with gaps. */
    DATA("data"),
    NOTHING("nothing");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public Answer {
    requireNonNull(kind, "kind is null");
    requireNonNull(by, "by is null");
  }
}
