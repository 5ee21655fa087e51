package dev.tlsdiag.experiment;

import dev.tlsdiag.trace.Hop;
import java.util.Optional;

/** Sees the own hop of a proxy that is not ours. */
public interface UpstreamWitness {
  /** Nobody: the proxy's hop stays unseen. */
  UpstreamWitness NONE =
      new UpstreamWitness() {
        @Override
        public void begin() {}

        @Override
        public Optional<Hop> end(Hop client) {
          return Optional.empty();
        }
      };

  /** Before the request is sent. */
  void begin();

  /**
   * When the client has its response, or has given up.
   *
   * @param client the client's hop to the proxy
   * @return the proxy's hop for that request
   */
  Optional<Hop> end(Hop client);
}
