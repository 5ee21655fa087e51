package dev.tlsdiag.join;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Sighting;
import java.time.Instant;
import java.util.Optional;

/**
 * A sighting at its place in a request.
 *
 * @param hop 1-based; of a record of both legs the first of them
 * @param both whether it tells of the next hop, too
 * @param time by the clock that all sources are brought to
 */
public record Placed(Sighting sighting, int hop, boolean both, Optional<Instant> time) {
  public Placed {
    requireNonNull(sighting, "sighting is null");
    requireNonNull(time, "time is null");
  }

  /** Whether it tells anything of this hop. */
  public boolean about(int number) {
    return hop == number || both && hop + 1 == number;
  }
}
