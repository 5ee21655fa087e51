package dev.tlsdiag.experiment;

import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;

/** A way from here to a server, to send one request along as often as is wanted. */
interface LivePath {
  /**
   * Sends the request, with full handshakes on every hop, and waits until all is told.
   *
   * @param variation what the hop to the server does otherwise
   * @param id of the run: evidence names the hops after it
   */
  HopTrace run(Variation variation, String id);

  /** In words, for the report. */
  String text();

  /** The product its proxy is, named like a profile; empty where that is not known. */
  default Optional<String> product() {
    return Optional.empty();
  }

  /** Whether nothing else of ours may be on its way meanwhile. */
  default boolean needsQuiet() {
    return false;
  }

  /** What the reader has to know of the last run. */
  default List<String> notes() {
    return List.of();
  }
}
