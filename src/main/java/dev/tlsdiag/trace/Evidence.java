package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

/** Where something can be seen again with a tool the reader trusts. */
public sealed interface Evidence {

  /**
   * Packets of a capture.
   *
   * @param file as the user named it
   * @param first 1-based number of the first packet
   * @param last 1-based number of the last packet, at least {@code first}
   */
  record Packets(String file, long first, long last) implements Evidence {
    public Packets {
      requireNonNull(file, "file is null");
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("no packets: %d to %d".formatted(first, last));
      }
    }
  }
}
