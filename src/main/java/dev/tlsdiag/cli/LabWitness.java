package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.UpstreamWitness;
import dev.tlsdiag.lab.Forwarded;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;

/** A reverse proxy of the lab that tells what it sent on; other proxies of the lab tell nothing. */
final class LabWitness implements UpstreamWitness {
  private final RunningScenario running;
  private int before;

  LabWitness(RunningScenario running) {
    this.running = running;
  }

  @Override
  public void begin() {
    before = running.forwarded().size();
  }

  @Override
  public Sighting end(Hop client) {
    List<Forwarded> all = running.forwarded();
    return all.size() > before
        ? new Sighting(
            Optional.of(hop(all.get(all.size() - 1))),
            1,
            List.of("told by the scenario's reverse proxy"),
            List.of())
        : new Sighting(Optional.empty(), 0, List.of(), List.of());
  }

  private static Hop hop(Forwarded forwarded) {
    return new Hop(
        new Party(Party.Role.PROXY, Optional.of(forwarded.from())),
        new Party(Party.Role.SERVER, Optional.of(forwarded.to())),
        List.of(
            new Step.Connect(Optional.empty(), List.of(), Optional.empty(), List.of()),
            new Step.Http(forwarded.exchange(), Optional.empty(), List.of())));
  }

  @Override
  public boolean seesEverything() {
    return false;
  }
}
