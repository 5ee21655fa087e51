package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Matrix;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Sends a request to each of several hosts in every mode, all at the same time. */
public final class MatrixRun {
  private static final List<String> MODES = List.of("direct", "L4 relay", "L7 intercept");

  private MatrixRun() {}

  /**
   * One host.
   *
   * @param server where a relay on layer 4 has to go
   */
  public record Target(LivePaths paths, Endpoint server) {}

  private record Begun(
      Target target, List<CompletableFuture<HopTrace>> modes, CompletableFuture<HopTrace> bare) {}

  /** Runs it; takes as long as the slowest combination. */
  public static Matrix run(List<Target> targets) {
    List<Probes> probes = new ArrayList<>();
    List<Begun> begun = new ArrayList<>();
    try {
      for (Target target : targets) {
        Probes own = new Probes();
        probes.add(own);
        begun.add(begin(own, target));
      }
      return new Matrix(MODES, begun.stream().map(MatrixRun::row).toList());
    } finally {
      probes.forEach(Probes::close);
    }
  }

  private static Begun begin(Probes probes, Target target) {
    LivePaths paths = target.paths();
    LivePaths.Asked asked = paths.asked();
    TapPath tap = new TapPath(asked.request(), asked.direct(), target.server());
    return new Begun(
        target,
        List.of(
            probes.begin(paths.direct(), Variation.NONE, "direct"),
            probes.begin(tap, Variation.NONE, "relayed"),
            probes.begin(paths.proxied(), Variation.NONE, "proxied")),
        probes.begin(paths.control(), Variation.withoutName(), "p1"));
  }

  private static Matrix.Row row(Begun begun) {
    List<HopTrace> traces = begun.modes().stream().map(Probes::result).toList();
    HopTrace bare = Probes.result(begun.bare());
    HopTrace direct = traces.get(0);
    boolean needsName = works(direct, direct) && !works(bare, direct);
    return new Matrix.Row(
        begun.target().paths().asked().request().host(),
        needsName,
        text(bare),
        traces.stream().map(trace -> new Matrix.Cell(text(trace), !works(trace, direct))).toList());
  }

  private static boolean works(HopTrace trace, HopTrace direct) {
    boolean broken = trace.hops().stream().anyMatch(hop -> hop.state() == Hop.State.FAILED);
    OptionalInt status = status(trace);
    boolean answered =
        status.isPresent() && (status.getAsInt() < 500 || status.equals(status(direct)));
    return !broken && answered;
  }

  private static OptionalInt status(HopTrace trace) {
    return trace.clientHop().http().map(HttpExchange::status).orElse(OptionalInt.empty());
  }

  private static String text(HopTrace trace) {
    Leg leg = new Leg(trace, 1, trace.clientHop());
    Optional<HttpExchange> answered = leg.http().filter(exchange -> exchange.status().isPresent());
    return answered.isPresent() ? leg.status() : leg.outcome();
  }
}
