package dev.tlsdiag.report;

import java.util.Optional;

/** The formats of a list of handshakes. */
public enum HandshakeFormat {
  /** For the eye; the default on a terminal. */
  TABLE("table"),
  /** A line each; the default in a pipe. */
  COMPACT("compact"),
  JSON("json"),
  JSONL("jsonl"),
  /** The fields asked for with {@code -e}. */
  FIELDS("fields");

  private final String label;

  HandshakeFormat(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public static Optional<HandshakeFormat> named(String label) {
    for (HandshakeFormat format : values()) {
      if (format.label.equals(label)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
