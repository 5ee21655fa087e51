package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;
import java.util.Optional;

/** A known failure that can be made to happen on loopback. */
public interface Scenario {
  /** Readable, kebab case, never reused. */
  String name();

  /** What it reproduces: at most 60 characters, no final period. */
  String summary();

  /**
   * The profile of tlsdiag's own proxy that shows the failure; empty: the one that keeps
   * everything. Without meaning where the scenario brings its own proxy.
   */
  default String profile() {
    return "";
  }

  /** Whether the scenario has a proxy of its own, which then stands in the place of tlsdiag's. */
  default boolean bringsProxy() {
    return false;
  }

  /** What the proxy has to do otherwise than its profile says, for the failure to show. */
  default UpstreamTls knobs(UpstreamTls usual) {
    return usual;
  }

  /** Why it cannot be run here: no root, a program that is missing; empty where it can. */
  default Optional<String> obstacle() {
    return Optional.empty();
  }

  /** The interface on which its packets can be recorded, as libpcap calls it. */
  default String device() {
    return "lo";
  }

  /** What it is to be diagnosed as. */
  Expectation expects();

  /**
   * Starts the servers, each on a free port of 127.0.0.1.
   *
   * @param names what its hosts are called
   * @throws IOException where no port can be had or no file written
   */
  RunningScenario start(LabNames names) throws IOException;

  /** With the names as they are written. */
  default RunningScenario start() throws IOException {
    return start(LabNames.AS_WRITTEN);
  }
}
