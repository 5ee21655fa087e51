package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;

/** Sends one request along one path, and lets the rules look at it. Nothing is tested further. */
public final class SinglePath {
  private SinglePath() {}

  /**
   * What was seen.
   *
   * @param findings the worst first
   */
  public record Result(HopTrace trace, List<Finding> findings) {
    public Result {
      requireNonNull(trace, "trace is null");
      findings = List.copyOf(findings);
    }
  }

  /** Without a proxy. */
  public static Result direct(LivePaths.Asked asked) {
    return run(new DirectPath(asked.request(), asked.direct(), HopTrace.DIRECT), HopTrace.DIRECT);
  }

  /** The second of these paths alone. */
  public static Result proxied(LivePaths paths) {
    return run(paths.proxied(), HopTrace.PROXIED);
  }

  private static Result run(LivePath path, String id) {
    HopTrace trace = path.run(Variation.NONE, id);
    return new Result(
        trace,
        CaptureComparison.findings(
            trace,
            new Facts(
                Optional.empty(),
                LiveHops.handshakes(trace).toList(),
                LiveHops.dns(trace).toList())));
  }
}
