package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Sends one request along two paths at the same time, and tests what that seems to show. */
public final class LiveComparison {
  private final String tool;
  private final LivePaths paths;

  /**
   * @param tool version of tlsdiag
   */
  public LiveComparison(String tool, LivePaths paths) {
    this.tool = requireNonNull(tool, "tool is null");
    this.paths = requireNonNull(paths, "paths is null");
  }

  /**
   * What a comparison came to.
   *
   * @param unreachable whether no server was reached on either path
   */
  public record Result(Report report, boolean unreachable) {
    public Result {
      requireNonNull(report, "report is null");
    }
  }

  /**
   * Sends the request along the direct path, then along the proxied one, and nothing else: for who
   * watches the packets.
   *
   * @param between called when the direct path is done
   */
  public void runBare(Runnable between) {
    paths.direct().run(Variation.NONE, HopTrace.DIRECT);
    between.run();
    paths.proxied().run(Variation.NONE, HopTrace.PROXIED);
  }

  /** Runs it; takes as long as the slowest path. */
  public Result run() {
    try (Probes probes = new Probes()) {
      CompletableFuture<HopTrace> directRun =
          probes.begin(paths.direct(), Variation.NONE, HopTrace.DIRECT);
      if (paths.proxied().needsQuiet()) {
        Probes.result(directRun);
      }
      CompletableFuture<HopTrace> proxiedRun =
          probes.begin(paths.proxied(), Variation.NONE, HopTrace.PROXIED);
      paths.suspicion().ifPresent(s -> suspect(probes, s));
      HopTrace direct = Probes.result(directRun);
      HopTrace proxied = tunnelled(direct, Probes.result(proxiedRun));
      List<Handshake> seen =
          Stream.concat(LiveHops.handshakes(direct), LiveHops.handshakes(proxied)).toList();
      List<DnsExchange> dns = Stream.concat(LiveHops.dns(direct), LiveHops.dns(proxied)).toList();
      List<Finding> onProxied =
          CaptureComparison.findings(proxied, new Facts(Optional.of(direct), seen, dns));
      List<Finding> onDirect =
          CaptureComparison.findings(direct, new Facts(Optional.of(proxied), seen, dns));
      WhatIf whatIf =
          new WhatIf(
              probes,
              paths.repeating(proxied),
              paths.control(),
              paths.trust(),
              paths.asked().direct().tls().credential());
      // What the direct path has as well needs no experiment: it is not the proxy that is
      // different.
      List<Finding> own = CommonCause.proxied(onProxied, onDirect);
      List<Finding> tested =
          Stream.concat(
                  onProxied.stream().filter(f -> !own.contains(f)),
                  whatIf.test(own, direct, proxied).stream())
              .toList();
      return new Result(
          report(direct, proxied, tested, onDirect, whatIf),
          LiveJudgement.unreachable(direct, proxied));
    }
  }

  /** What will be asked for most likely is begun now: a silent server takes its time. */
  private void suspect(Probes probes, Suspicion suspicion) {
    probes.begin(paths.proxied(), suspicion.mended(), "p1");
    probes.begin(paths.control(), suspicion.broken(), "p2");
  }

  /** A proxy that shows the server's own certificate has not touched the TLS. */
  private static HopTrace tunnelled(HopTrace direct, HopTrace proxied) {
    if (proxied.hops().size() < 2 || proxied.serverHop().seen()) {
      return proxied;
    }
    Leg ours = new Leg(direct, 1, direct.clientHop());
    Leg theirs = new Leg(proxied, 1, proxied.clientHop());
    // A proxy may have the server's own key: then it still chooses and answers otherwise.
    boolean alike =
        ours.leaf().isPresent()
            && ours.leaf().equals(theirs.leaf())
            && ours.chosen().equals(theirs.chosen())
            && ours.status().equals(theirs.status());
    return alike ? LiveHops.tunnelled(proxied) : proxied;
  }

  private Report report(
      HopTrace direct,
      HopTrace proxied,
      List<Finding> onProxied,
      List<Finding> onDirect,
      WhatIf whatIf) {
    Judgement judgement = LiveJudgement.of(direct, proxied, onProxied, onDirect);
    // Where the direct path fails, that is what the answer is about.
    boolean directFails = direct.failed();
    List<Finding> ofDirect = directFails ? CommonCause.direct(onProxied, onDirect) : onDirect;
    List<Finding> ofProxied = directFails ? CommonCause.proxied(onProxied, onDirect) : onProxied;
    List<Finding> findings =
        Stream.concat(
                (directFails ? ofDirect : ofProxied).stream(),
                (directFails ? ofProxied : ofDirect).stream())
            .sorted(Comparator.comparing(Finding::severity))
            .toList();
    List<HopTrace> traces = List.of(direct, proxied);
    List<Leg> legs = traces.stream().flatMap(CaptureComparison::legs).toList();
    return new Report(
        tool,
        List.of(),
        judgement.verdict(),
        judgement.headline(),
        traces,
        NameTable.of(traces),
        DifferenceTable.of(
            legs, CaptureComparison.blamedFields(findings), paths.proxied().product()),
        findings,
        whatIf.experiments(),
        judgement.needs(),
        LiveNotes.of(paths, direct, proxied),
        Optional.of(
            new Report.Run(
                paths.requestText(), paths.proxied().text(), paths.asked().again(), List.of())));
  }
}
