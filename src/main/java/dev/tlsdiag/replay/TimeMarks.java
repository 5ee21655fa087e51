package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * When an attempt had got how far, counted from its start; the words are those of {@code curl -w}.
 * Empty where it did not get there.
 *
 * @param appConnect the handshake was done; empty for {@code http}
 * @param preTransfer the request was about to be sent
 * @param startTransfer the first byte of the response was there
 */
public record TimeMarks(
    Optional<Duration> nameLookup,
    Optional<Duration> connect,
    Optional<Duration> appConnect,
    Optional<Duration> preTransfer,
    Optional<Duration> startTransfer,
    Duration total) {
  public TimeMarks {
    requireNonNull(nameLookup, "nameLookup is null");
    requireNonNull(connect, "connect is null");
    requireNonNull(appConnect, "appConnect is null");
    requireNonNull(preTransfer, "preTransfer is null");
    requireNonNull(startTransfer, "startTransfer is null");
    requireNonNull(total, "total is null");
  }
}
