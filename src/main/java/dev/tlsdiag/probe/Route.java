package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.Line;
import dev.tlsdiag.replay.LineFailure;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;

/** Opens connections that lead to the target. Safe for several threads. */
public interface Route {
  /**
   * A connection on which the target can be talked to.
   *
   * @param label of the probe, for evidence
   * @throws LineFailure where there is no connection, or no tunnel
   */
  Line open(String label, Duration patience) throws LineFailure;

  /** Where its TCP connections go: the target, or a proxy; an IP literal. */
  Endpoint peer();

  /** Without a proxy, to an IP literal. */
  static Route direct(Endpoint address) {
    return along(PathOptions.DEFAULT, address, address);
  }

  /**
   * Along a path: with HTTP CONNECT or SOCKS where it has a proxy, which then resolves the target's
   * name where its kind does so.
   *
   * @param target as a proxy is told it
   * @param address of the proxy, or of the target where there is none; an IP literal
   */
  static Route along(PathOptions path, Endpoint target, Endpoint address) {
    requireNonNull(path, "path is null");
    requireNonNull(target, "target is null");
    requireNonNull(address, "address is null");
    return new Route() {
      @Override
      public Line open(String label, Duration patience) throws LineFailure {
        return Line.open(path, target, address, label, patience);
      }

      @Override
      public Endpoint peer() {
        return address;
      }
    };
  }
}
