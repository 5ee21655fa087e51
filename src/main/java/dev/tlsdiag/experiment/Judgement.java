package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the findings and the states of the hops come to. Nothing is guessed: where the capture shows
 * no failure and not the whole path either, the answer is "unknown".
 */
record Judgement(Verdict verdict, String headline, List<Report.Need> needs) {

  static Judgement of(Request request, List<Finding> proxied, List<Finding> direct) {
    HopTrace trace = request.proxied();
    Optional<HopTrace> control = request.direct();
    Optional<Endpoint> server =
        control.or(() -> Optional.of(trace)).flatMap(t -> t.serverHop().to().endpoint());
    boolean directFails = control.filter(HopTrace::failed).isPresent();
    if (!request.doubtful().isEmpty()) {
      List<Report.Need> needs = new ArrayList<>();
      request.doubtful().forEach(line -> needs.add(new Report.Need(line, "")));
      return new Judgement(
          Verdict.UNKNOWN, "several connections may be the proxy's leg of this request", needs);
    }
    if (directFails && trace.failed()) {
      Optional<Finding> error =
          Stream.concat(proxied.stream(), direct.stream())
              .filter(f -> f.severity() == Severity.ERROR)
              .min(Comparator.comparing(Finding::confidence));
      boolean known = error.filter(f -> f.confidence() != Confidence.LOW).isPresent();
      return new Judgement(
          known ? Verdict.BOTH_FAIL : Verdict.UNKNOWN,
          bothFail(direct, failedLeg(control.get()).outcome(), failedLeg(trace).outcome()),
          known ? List.of() : error.map(Judgement::doubts).orElseGet(Needs::logs));
    }
    if (directFails) {
      return first(direct, Severity.ERROR)
          .map(
              f ->
                  f.confidence() == Confidence.LOW
                      ? cannotTell(control.get(), f)
                      : fail(control.get(), f, trace.worked() ? " (the proxied path works)" : ""))
          .orElseGet(() -> unexplained(control.get()));
    }
    Optional<Finding> refused = first(direct, Severity.ERROR);
    Optional<Finding> error = first(proxied, Severity.ERROR);
    if (control.isPresent() && refused.isPresent() && error.isEmpty() && trace.worked()) {
      // the handshake is fine there, and what is asked for over it is not
      return fail(control.get(), refused.get(), " (the proxied path works)");
    }
    if (error.isPresent()) {
      return error.get().confidence() == Confidence.LOW
          ? cannotTell(trace, error.get())
          : fail(trace, error.get(), "");
    }
    if (trace.failed()) {
      return unexplained(trace);
    }
    return withoutFailure(request, proxied, server);
  }

  /**
   * Where it is known why the direct path fails, that is said: the proxied one would fail without
   * the proxy too.
   */
  static String bothFail(List<Finding> direct, String directly, String proxied) {
    return first(direct, Severity.ERROR)
        .filter(f -> f.confidence() != Confidence.LOW)
        .map(f -> "both paths fail, and directly " + f.message() + "; proxied " + proxied)
        .orElse("both paths fail: direct %s; proxied %s".formatted(directly, proxied));
  }

  private static Judgement withoutFailure(
      Request request, List<Finding> findings, Optional<Endpoint> server) {
    HopTrace trace = request.proxied();
    Optional<HopTrace> control = request.direct();
    if (control.filter(c -> c.serverHop().state() == Hop.State.UNKNOWN).isPresent()) {
      return unknown(
          new Leg(control.get(), 1, control.get().serverHop()), Needs.directPath(server));
    }
    for (Leg leg : CaptureComparison.legs(trace).toList()) {
      if (!leg.hop().seen()) {
        List<Report.Need> needs =
            leg.number() == 1 ? Needs.bothLegs(request.paths()) : Needs.upstreamLeg(server);
        return unknown(leg, needs);
      }
      if (leg.hop().state() != Hop.State.WORKED) {
        return unknown(leg, Needs.bothLegs(request.paths()));
      }
    }
    if (intercepted(request)) {
      return new Judgement(
          Verdict.UNKNOWN,
          "the two paths present different certificates: a proxy's leg is missing",
          Needs.upstreamLeg(server));
    }
    Optional<Finding> warning = first(findings, Severity.WARNING);
    if (warning.isPresent()) {
      return new Judgement(
          Verdict.WARN, CaptureComparison.headline(trace, warning.get()), List.of());
    }
    String what =
        control.isPresent()
            ? "both paths complete the handshake"
            : "both legs complete the handshake, and the name is kept";
    return new Judgement(Verdict.SAME, what, List.of());
  }

  /** The same address, other certificates: something answers for the server on one path. */
  private static boolean intercepted(Request request) {
    if (request.direct().isEmpty() || request.proxied().hops().size() > 1) {
      return false;
    }
    Optional<Hop> direct = request.direct().map(HopTrace::serverHop);
    var ours = direct.flatMap(Hop::tls).map(tls -> tls.last().certificates()).orElse(List.of());
    var theirs =
        request.proxied().serverHop().tls().map(tls -> tls.last().certificates()).orElse(List.of());
    return !ours.isEmpty() && !theirs.isEmpty() && !ours.get(0).equals(theirs.get(0));
  }

  private static Judgement fail(HopTrace trace, Finding finding, String more) {
    String headline = CaptureComparison.headline(trace, finding) + more;
    return new Judgement(Verdict.FAIL, headline, List.of());
  }

  /** One of several explanations: what would settle it is to be done next. */
  private static Judgement cannotTell(HopTrace trace, Finding finding) {
    return cannotTell(CaptureComparison.where(trace, finding.hop()), finding);
  }

  /** Likewise, said of another place. */
  static Judgement cannotTell(String where, Finding finding) {
    return new Judgement(
        Verdict.UNKNOWN,
        "%s: %s; what is behind it cannot be told yet".formatted(where, finding.message()),
        doubts(finding));
  }

  private static List<Report.Need> doubts(Finding finding) {
    return finding.notRuledOut().stream()
        .map(doubt -> new Report.Need(doubt.possibility(), doubt.experiment()))
        .toList();
  }

  /** It failed, and none of the rules knows that way of failing. */
  private static Judgement unexplained(HopTrace trace) {
    Leg leg = failedLeg(trace);
    return new Judgement(
        Verdict.UNKNOWN,
        "%s: %s, and no rule knows why".formatted(where(leg), leg.outcome()),
        Needs.logs());
  }

  private static Judgement unknown(Leg leg, List<Report.Need> needs) {
    return new Judgement(Verdict.UNKNOWN, where(leg) + ": " + leg.outcome(), needs);
  }

  private static String where(Leg leg) {
    return CaptureComparison.where(leg.trace(), leg.number());
  }

  /** The last failed leg: what fails nearer to the client mostly follows from it. */
  private static Leg failedLeg(HopTrace trace) {
    return CaptureComparison.legs(trace)
        .filter(leg -> leg.hop().state() == Hop.State.FAILED)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static Optional<Finding> first(List<Finding> findings, Severity severity) {
    return findings.stream().filter(f -> f.severity() == severity).findFirst();
  }
}
