package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Hop;
import java.util.List;
import java.util.Optional;

/** Sees the own hop of a proxy that is not ours. */
public interface UpstreamWitness {
  /** Nobody: the proxy's hop stays unseen. */
  UpstreamWitness NONE =
      new UpstreamWitness() {
        @Override
        public void begin() {}

        @Override
        public Sighting end(Hop client) {
          return Sighting.none(List.of());
        }

        @Override
        public boolean seesEverything() {
          return false;
        }
      };

  /**
   * What was seen.
   *
   * @param hop the proxy's own, for that request; empty where there was none to be seen
   * @param confidence 0 to 1, that it belongs to the request
   * @param reasons why it is taken for that, the strongest first
   * @param notes what the reader of the report has to know of it
   */
  record Sighting(Optional<Hop> hop, double confidence, List<String> reasons, List<String> notes) {
    public Sighting {
      requireNonNull(hop, "hop is null");
      reasons = List.copyOf(reasons);
      notes = List.copyOf(notes);
    }

    static Sighting none(List<String> notes) {
      return new Sighting(Optional.empty(), 0, List.of(), notes);
    }
  }

  /** Before the request is sent. */
  void begin();

  /**
   * When the client has its response, or has given up.
   *
   * @param client the client's hop to the proxy
   */
  Sighting end(Hop client);

  /** Whether our own direct request would be seen too: then it has to be over before. */
  boolean seesEverything();
}
