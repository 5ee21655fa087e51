package dev.tlsdiag.proxy.netty;

import java.util.List;
import java.util.Locale;

/** What the system says of a connection that it could not make. */
final class SystemWords {
  private static final String NO_DESCRIPTORS = "too many open files";
  private static final String NO_PORTS = "cannot assign requested address";

  /** The system's words, in lower case. */
  private static final List<String> KNOWN =
      List.of(
          "connection refused",
          "network is unreachable",
          "no route to host",
          "connection timed out",
          "connection reset",
          NO_DESCRIPTORS,
          NO_PORTS,
          "permission denied",
          "invalid argument");

  private SystemWords() {}

  /**
   * {@code finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1} and such.
   */
  static String of(Throwable problem) {
    for (Throwable each = problem; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
      for (String known : KNOWN) {
        if (message.contains(known)) {
          return known;
        }
      }
    }
    return String.valueOf(problem.getMessage());
  }

  /** Whether this end has nothing left to connect with: no fault of the server. */
  static boolean isExhausted(String words) {
    return words.equals(NO_DESCRIPTORS) || words.equals(NO_PORTS);
  }
}
