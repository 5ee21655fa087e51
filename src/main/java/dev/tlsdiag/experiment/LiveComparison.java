package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Sends one request along two paths at the same time, and tests what that seems to show. */
public final class LiveComparison {
  private final String tool;
  private final LivePaths paths;
  private final boolean bare;
  private final BiFunction<HopTrace, List<Finding>, Optional<LookAlikes>> lookAlikes;

  /**
   * @param tool version of tlsdiag
   */
  public LiveComparison(String tool, LivePaths paths) {
    this(tool, paths, false, LookAlikes::of);
  }

  /**
   * @param lookAlikes of a path and the findings about it
   */
  LiveComparison(
      String tool,
      LivePaths paths,
      boolean bare,
      BiFunction<HopTrace, List<Finding>, Optional<LookAlikes>> lookAlikes) {
    this.bare = bare;
    this.lookAlikes = requireNonNull(lookAlikes, "lookAlikes is null");
    this.tool = requireNonNull(tool, "tool is null");
    this.paths = requireNonNull(paths, "paths is null");
  }

  /** The same without experiments: each path is gone once, and nothing else is sent. */
  public LiveComparison withoutExperiments() {
    return new LiveComparison(tool, paths, true, lookAlikes);
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
      paths.suspicion().filter(s -> !bare).ifPresent(s -> suspect(probes, s));
      HopTrace direct = Probes.result(directRun);
      HopTrace proxied = tunnelled(direct, Probes.result(proxiedRun));
      List<Handshake> seen =
          Stream.concat(LiveHops.handshakes(direct), LiveHops.handshakes(proxied)).toList();
      List<DnsExchange> dns = Stream.concat(LiveHops.dns(direct), LiveHops.dns(proxied)).toList();
      Findings first = Findings.of(direct, proxied, seen, dns);
      Optional<LookAlikes> tried =
          bare ? Optional.empty() : lookAlikes.apply(first.failing(), first.onFailing());
      Findings found =
          tried
              .map(LookAlikes::handshakes)
              .filter(more -> !more.isEmpty())
              .map(more -> Stream.concat(seen.stream(), more.stream()).toList())
              .map(all -> Findings.of(direct, proxied, all, dns))
              .orElse(first);
      WhatIf whatIf =
          new WhatIf(
              probes,
              paths.repeating(proxied),
              paths.control(),
              paths.trust(),
              paths.asked().direct().tls().credential());
      List<Finding> onProxied = found.onProxied();
      List<Finding> onDirect = found.onDirect();
      // What the direct path has as well needs no experiment: it is not the proxy that is
      // different.
      List<Finding> own = CommonCause.proxied(onProxied, onDirect);
      List<Finding> tested =
          bare
              ? onProxied
              : Stream.concat(
                      onProxied.stream().filter(f -> !own.contains(f)),
                      whatIf.test(own, direct, proxied).stream())
                  .toList();
      Findings judged = new Findings(direct, proxied, tested, onDirect);
      if (tried.isEmpty() && !bare && unexplained(judged)) {
        // What seemed to be the cause is none: now what else the server minds is to be found.
        tried = lookAlikes.apply(proxied, List.of());
        List<Handshake> more = tried.map(LookAlikes::handshakes).orElse(List.of());
        if (!more.isEmpty()) {
          List<Handshake> all = Stream.concat(seen.stream(), more.stream()).toList();
          judged = judged.with(Findings.of(direct, proxied, all, dns));
        }
      }
      List<Experiment> made = new ArrayList<>(whatIf.experiments());
      if (!bare) {
        RequestTrials trials = new RequestTrials(probes, paths, made.size());
        judged = trials.test(judged);
        made.addAll(trials.experiments());
      }
      if (tried.isPresent()) {
        List<Experiment> more = tried.get().experiments(judged, made.size() + 1);
        judged = judged.testedBy(more);
        made.addAll(more);
      }
      return new Result(report(judged, made, tried), LiveJudgement.unreachable(direct, proxied));
    }
  }

  /** Whether the proxied path alone fails, and no finding says why. */
  private static boolean unexplained(Findings judged) {
    return !judged.direct().failed()
        && judged.proxied().failed()
        && judged.onProxied().stream().noneMatch(f -> f.severity() == Severity.ERROR);
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

  private List<String> notes(HopTrace direct, HopTrace proxied, Optional<LookAlikes> tried) {
    List<String> notes = new ArrayList<>(LiveNotes.of(paths, direct, proxied));
    tried.map(LookAlikes::note).ifPresent(notes::add);
    return notes;
  }

  private Report report(Findings judged, List<Experiment> made, Optional<LookAlikes> tried) {
    HopTrace direct = judged.direct();
    HopTrace proxied = judged.proxied();
    List<Finding> onProxied = judged.onProxied();
    List<Finding> onDirect = judged.onDirect();
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
        made,
        judgement.needs(),
        notes(direct, proxied, tried),
        Optional.of(
            new Report.Run(
                Redaction.ON.url(paths.requestText()),
                paths.proxied().text(),
                paths.asked().again(),
                List.of())));
  }
}
