package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import java.util.List;

/**
 * What came of joining.
 *
 * @param cases in the order of time, those without one last
 * @param clocks of every source that has times
 * @param elsewhere what tells of no request: secrets, configuration, events
 */
public record Joined(List<Case> cases, List<Clock> clocks, List<Sighting> elsewhere) {
  public Joined {
    cases = List.copyOf(cases);
    clocks = List.copyOf(clocks);
    elsewhere = List.copyOf(elsewhere);
  }
}
