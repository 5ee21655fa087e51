package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Flows that Hubble itself says it lost: that one is absent proves nothing then.
 *
 * @param source {@code HUBBLE_RING_BUFFER}
 * @param count how many
 */
public record LostEvents(
    String source,
    long count,
    OptionalInt cpu,
    Optional<Instant> first,
    Optional<Instant> last,
    String nodeName,
    Optional<Instant> time) {
  public LostEvents {
    requireNonNull(source, "source is null");
    requireNonNull(cpu, "cpu is null");
    requireNonNull(first, "first is null");
    requireNonNull(last, "last is null");
    requireNonNull(nodeName, "nodeName is null");
    requireNonNull(time, "time is null");
  }
}
