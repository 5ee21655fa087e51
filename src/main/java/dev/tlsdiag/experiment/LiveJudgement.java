package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a live comparison comes to: as of captures, and with the statuses known. */
final class LiveJudgement {
  /** Rules that go by what a proxy says of its own hop. */
  private static final Set<String> PROXY_SPEAKS =
      Set.of("proxy-made-status", "upstream-connect-timeout");

  private LiveJudgement() {}

  static Judgement of(
      HopTrace direct, HopTrace proxied, List<Finding> onProxied, List<Finding> onDirect) {
    if (distrustsUs(proxied)) {
      return new Judgement(
          Verdict.UNKNOWN,
          "the client does not trust the authority of this run's own proxy: nothing got through it",
          Needs.trustingClient());
    }
    OptionalInt ours = status(direct);
    OptionalInt theirs = status(proxied);
    boolean statusAgrees = ours.isPresent() && ours.equals(theirs);
    boolean error = hasError(onProxied) || hasError(onDirect);
    if (!error && statusAgrees && !direct.failed() && worksAsFarAsSeen(proxied)) {
      Optional<Finding> warning =
          onProxied.stream().filter(f -> f.severity() == Severity.WARNING).findFirst();
      String what =
          "both paths answer %d%s"
              .formatted(ours.getAsInt(), unseen(proxied) ? "" : ", and every hop works");
      return warning
          .map(
              w ->
                  new Judgement(
                      Verdict.WARN, CaptureComparison.headline(proxied, w), List.<Report.Need>of()))
          .orElseGet(() -> new Judgement(Verdict.SAME, what, List.of()));
    }
    if (!error && !direct.failed() && !proxied.failed() && ours.isPresent() && theirs.isPresent()) {
      return different(direct, proxied);
    }
    Optional<Finding> common = CommonCause.of(onProxied, onDirect);
    // A server may take the handshake and refuse the request: then both have the same error.
    boolean alike = statusAgrees && common.isPresent();
    boolean neither = alike || direct.failed() && (proxied.failed() || refused(theirs));
    if (neither && common.isEmpty() && !proxied.failed()) {
      return new Judgement(
          error ? Verdict.BOTH_FAIL : Verdict.UNKNOWN,
          Judgement.bothFail(
              onDirect,
              new Leg(direct, 1, direct.clientHop()).outcome(),
              new Leg(proxied, 1, proxied.clientHop()).status()),
          error ? List.of() : Needs.logs());
    }
    if (neither && common.isPresent() && common.get().confidence() == Confidence.LOW) {
      return Judgement.cannotTell("both paths fail alike", common.get());
    }
    if (neither && common.isPresent()) {
      return new Judgement(
          Verdict.BOTH_FAIL,
          "both paths fail for one reason: " + common.get().message(),
          List.of());
    }
    Judgement judgement =
        Judgement.of(new Request(Optional.of(direct), proxied, List.of()), onProxied, onDirect);
    boolean proxySpeaks =
        onProxied.stream().limit(1).anyMatch(f -> PROXY_SPEAKS.contains(f.rule()));
    // What the proxy says comes from a hop that was not seen: the cause is there.
    return judgement.verdict() == Verdict.FAIL && proxySpeaks && unseen(proxied)
        ? new Judgement(
            judgement.verdict(),
            judgement.headline(),
            Needs.liveLeg(direct.serverHop().to().endpoint()))
        : judgement;
  }

  /** A client with a trust store of its own says nothing about the proxy that is played here. */
  private static boolean distrustsUs(HopTrace proxied) {
    return proxied.hops().size() > 1
        && !proxied.serverHop().seen()
        && Place.handshakes(proxied)
            .limit(1)
            .filter(place -> place.last().outcome().failed())
            .flatMap(place -> ServerChain.of(place).stream())
            .anyMatch(chain -> chain.issuer().equals(LivePaths.AUTHORITY));
  }

  private static boolean refused(OptionalInt status) {
    return status.isPresent() && status.getAsInt() >= 500;
  }

  /** Whether no server was reached on either path: then nothing was compared. */
  static boolean unreachable(HopTrace direct, HopTrace proxied) {
    return neverReached(direct) && neverReached(proxied);
  }

  private static boolean neverReached(HopTrace trace) {
    return trace.hops().stream()
        .flatMap(hop -> hop.failedStep().stream())
        .map(Step::kind)
        .anyMatch(kind -> kind == Step.Kind.RESOLVE || kind == Step.Kind.CONNECT);
  }

  /** Every hop works, and no rule says why the answers differ. */
  private static Judgement different(HopTrace direct, HopTrace proxied) {
    String theirs = new Leg(proxied, 1, proxied.clientHop()).status();
    String ours = new Leg(direct, 1, direct.clientHop()).status();
    List<Report.Need> needs =
        unseen(proxied)
            ? Needs.liveLeg(direct.serverHop().to().endpoint())
            : List.of(
                new Report.Need(
                    "what the server answers on the proxy's hop, and to which Host", ""));
    return new Judgement(
        Verdict.UNKNOWN,
        "the handshakes work and the answers differ: direct %s, proxied %s".formatted(ours, theirs),
        needs);
  }

  private static boolean worksAsFarAsSeen(HopTrace trace) {
    return trace.hops().stream()
        .filter(Hop::seen)
        .allMatch(h -> h.state() == Hop.State.WORKED || h.state() == Hop.State.UNUSED);
  }

  private static boolean unseen(HopTrace trace) {
    return trace.hops().stream().anyMatch(hop -> !hop.seen());
  }

  private static boolean hasError(List<Finding> findings) {
    return findings.stream().anyMatch(f -> f.severity() == Severity.ERROR);
  }

  private static OptionalInt status(HopTrace trace) {
    return trace.clientHop().http().map(HttpExchange::status).orElse(OptionalInt.empty());
  }
}
