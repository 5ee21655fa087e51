package dev.tlsdiag.mesh.hubble;

import java.util.Optional;

/**
 * The summary of a flow that stands for a ClientHello. Hubble's schema has no field for the
 * server_name, and its summaries are free text: so it goes there, and is found there again.
 */
public final class TlsSummary {
  private static final String NAMED = "TLS ClientHello SNI: ";
  private static final String NAMELESS = "TLS ClientHello without SNI";

  private TlsSummary() {}

  /**
   * {@code TLS ClientHello SNI: app.example}.
   *
   * @param more what else is worth saying, such as how the handshake ended; may be empty
   */
  public static String of(Optional<String> serverName, String more) {
    String head = serverName.map(name -> NAMED + name.replaceAll("[\\s;]", "_")).orElse(NAMELESS);
    return more.isEmpty() ? head : head + "; " + more;
  }

  /** Whether it tells of a ClientHello. */
  public static boolean isHello(String summary) {
    return summary.startsWith(NAMED) || summary.startsWith(NAMELESS);
  }

  /** Empty where the summary tells of no ClientHello, or of one without server_name. */
  public static Optional<String> serverName(String summary) {
    if (!summary.startsWith(NAMED)) {
      return Optional.empty();
    }
    int end = summary.indexOf(';', NAMED.length());
    return Optional.of(summary.substring(NAMED.length(), end < 0 ? summary.length() : end));
  }
}
