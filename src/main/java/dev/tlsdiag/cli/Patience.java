package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How long {@code compare} waits for a connection.
 *
 * @param client for paths that should work: a slow one is not to be called broken
 * @param proxy for the built-in proxy's connections, and for experiments that should fail
 */
record Patience(Duration client, Duration proxy) {
  static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(2));

  private static final int MOST_SECONDS = 3600;

  Patience {
    requireNonNull(client, "client is null");
    requireNonNull(proxy, "proxy is null");
  }

  static Patience of(double seconds) {
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw CommandException.usage(
          "'--connect-timeout %s' is no number of seconds up to %d"
              .formatted(Problems.number(seconds), MOST_SECONDS));
    }
    Duration given = Duration.ofMillis(Math.round(seconds * 1000));
    // The client of the proxy waits for the proxy's own patience too.
    return new Patience(given.compareTo(USUAL.client) < 0 ? USUAL.client : given, given);
  }
}
