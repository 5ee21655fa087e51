package dev.tlsdiag.replay;

import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of a request.
 *
 * @param attempts in order, at least one; the last one counts
 * @param notes what was done otherwise than asked for
 */
public record Replay(List<Attempt> attempts, List<String> notes) {
  public Replay {
    attempts = List.copyOf(attempts);
    notes = List.copyOf(notes);
    if (attempts.isEmpty()) {
      throw new IllegalArgumentException("a replay has no attempt");
    }
  }

  public Attempt last() {
    return attempts.get(attempts.size() - 1);
  }

  public Hop hop() {
    return last().hop();
  }

  public Optional<HttpExchange> exchange() {
    return last().exchange();
  }

  public Optional<String> problem() {
    return last().problem();
  }

  public int curlExit() {
    return last().curlExit();
  }

  public TimeMarks times() {
    return last().times();
  }

  /** As a path of its own; a proxy's leg to the server was not seen from here. */
  public HopTrace trace(String name) {
    List<Hop> hops = new ArrayList<>(List.of(hop()));
    if (hop().to().role() == Party.Role.PROXY) {
      hops.add(
          new Hop(
              new Party(Party.Role.PROXY, Optional.empty()),
              new Party(Party.Role.SERVER, Optional.empty()),
              List.of()));
    }
    return new HopTrace(name, hops, List.of());
  }
}
