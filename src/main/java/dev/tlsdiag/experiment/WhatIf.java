package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Experiment.Bearing;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.x509.Credential;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Tests what the findings about a proxy's hop claim: repeats that hop with the suspected thing
 * mended, and the direct path with it broken. Only both together prove it.
 */
final class WhatIf {
  private static final int FIRST_SERVER_FAILURE = 500;

  private static final int TESTED = 2;

  /** What servers say to a client without the certificate they asked for. */
  private static final Set<AlertDescription> NO_CERTIFICATE =
      Set.of(
          AlertDescription.HANDSHAKE_FAILURE,
          AlertDescription.BAD_CERTIFICATE,
          AlertDescription.CERTIFICATE_REQUIRED);

  private final Probes probes;
  private final LivePath failing;
  private final LivePath direct;
  private final Optional<Suspicion.Trust> trust;
  private final Optional<Credential> own;
  private final List<Experiment> experiments = new ArrayList<>();

  /**
   * @param failing makes the proxy's hop again: the proxied path, or our own client in its place
   * @param own the client's certificate
   */
  WhatIf(
      Probes probes,
      LivePath failing,
      LivePath direct,
      Optional<Suspicion.Trust> trust,
      Optional<Credential> own) {
    this.probes = requireNonNull(probes, "probes is null");
    this.failing = requireNonNull(failing, "failing is null");
    this.direct = requireNonNull(direct, "direct is null");
    this.trust = requireNonNull(trust, "trust is null");
    this.own = requireNonNull(own, "own is null");
  }

  List<Experiment> experiments() {
    return List.copyOf(experiments);
  }

  /** The findings, with what the experiments say about them. */
  List<Finding> test(List<Finding> findings, HopTrace directTrace, HopTrace proxied) {
    List<Finding> tested = new ArrayList<>();
    int tests = 0;
    for (Finding finding : findings) {
      Optional<Suspicion> suspicion =
          tests < TESTED && worthIt(finding, proxied)
              ? Suspicion.of(finding, directTrace, proxied, trust, own)
              : Optional.empty();
      if (suspicion.isEmpty()) {
        tested.add(finding);
        continue;
      }
      tests++;
      tested.addAll(test(finding, suspicion.get(), directTrace, proxied));
    }
    return tested;
  }

  private static boolean worthIt(Finding finding, HopTrace proxied) {
    return finding.severity() == Severity.ERROR
        && finding.trace().equals(HopTrace.PROXIED)
        && finding.hop() == proxied.hops().size()
        && finding.hop() > 1;
  }

  private List<Finding> test(
      Finding finding, Suspicion suspicion, HopTrace directTrace, HopTrace proxied) {
    String first = "p" + (experiments.size() + 1);
    String second = "p" + (experiments.size() + 2);
    CompletableFuture<HopTrace> mended = probes.begin(failing, suspicion.mended(), first);
    CompletableFuture<HopTrace> broken = probes.begin(direct, suspicion.broken(), second);
    Experiment forward =
        experiment(
            first,
            finding,
            "does hop %d work %s?".formatted(finding.hop(), suspicion.mended().text()),
            "hop %d %s".formatted(finding.hop(), suspicion.mended().text()),
            Probes.result(mended),
            finding.hop(),
            trace -> mended(trace, proxied, directTrace));
    Experiment control =
        experiment(
            second,
            finding,
            "does the direct path fail %s?".formatted(suspicion.broken().text()),
            "directly, " + suspicion.broken().text(),
            Probes.result(broken),
            1,
            trace -> broken(trace, proxied, directTrace));
    experiments.add(forward);
    experiments.add(control);
    return judged(finding, List.of(forward, control));
  }

  /** What a run means. */
  private interface Reading {
    Bearing of(HopTrace trace);
  }

  private static Experiment experiment(
      String id,
      Finding finding,
      String question,
      String change,
      HopTrace seen,
      int hop,
      Reading reading) {
    return new Experiment(
        id,
        finding.rule(),
        hop == 1 ? HopTrace.DIRECT : finding.trace(),
        hop,
        question,
        change,
        seen.hops(),
        result(seen),
        reading.of(seen));
  }

  private static List<Finding> judged(Finding finding, List<Experiment> made) {
    boolean proved = made.stream().allMatch(e -> e.bearing() == Bearing.SUPPORTS);
    if (proved) {
      return List.of(finding.provedBy(made));
    }
    Optional<Experiment> against =
        made.stream().filter(e -> e.bearing() == Bearing.REFUTES).findFirst();
    if (against.isEmpty()) {
      // What is mended by one change is not proved by it, but more than one of several guesses.
      boolean mended = made.get(0).bearing() == Bearing.SUPPORTS;
      Finding tested = finding.testedBy(made);
      return List.of(
          mended && finding.confidence() == Confidence.LOW
              ? tested.with(Confidence.MEDIUM)
              : tested);
    }
    Finding doubted =
        finding
            .testedBy(made)
            .with(Confidence.LOW)
            .notRuledOut(
                "something else, for %s it gave %s"
                    .formatted(against.get().change(), against.get().result()),
                "tlsdiag compare -v shows all differences");
    return List.of(doubted.with(Severity.WARNING));
  }

  /** Mended it has to work as the direct path does. */
  private static Bearing mended(HopTrace seen, HopTrace failed, HopTrace direct) {
    if (works(seen, failed, direct)) {
      return Bearing.SUPPORTS;
    }
    return alike(seen.serverHop(), failed.serverHop()) ? Bearing.REFUTES : Bearing.OPEN;
  }

  /** Broken the direct path has to fail as the proxy's hop does. */
  private static Bearing broken(HopTrace seen, HopTrace failed, HopTrace direct) {
    if (works(seen, failed, direct)) {
      return Bearing.REFUTES;
    }
    return alike(seen.serverHop(), failed.serverHop()) ? Bearing.SUPPORTS : Bearing.OPEN;
  }

  /** A status below 500 is the server's answer, unless it is the very one that is complained of. */
  private static boolean works(HopTrace seen, HopTrace failed, HopTrace direct) {
    boolean hops =
        seen.hops().stream()
            .allMatch(h -> h.state() == Hop.State.WORKED || h.state() == Hop.State.UNUSED);
    OptionalInt status = status(seen);
    boolean sameAnswer =
        status.isEmpty()
            || status.equals(status(direct))
            || status.getAsInt() < FIRST_SERVER_FAILURE && !status.equals(status(failed));
    return hops && sameAnswer;
  }

  /** Whether two hops end in the same way, as far as a server decides that. */
  private static boolean alike(Hop one, Hop other) {
    Optional<Outcome> a = one.outcome();
    Optional<Outcome> b = other.outcome();
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() && b.isEmpty() && one.state() == other.state();
    }
    if (a.get() instanceof Outcome.Alerted x && b.get() instanceof Outcome.Alerted y) {
      // Verifiers choose different alerts for one and the same certificate.
      boolean same =
          x.by() == Side.CLIENT
              || x.description().equals(y.description())
              // TLS 1.3 has its own alert for a certificate that did not come, and few use it.
              || NO_CERTIFICATE.containsAll(List.of(x.description(), y.description()));
      return x.by() == y.by() && same;
    }
    return a.get().kind().equals(b.get().kind()) || silent(a.get()) && silent(b.get());
  }

  private static boolean silent(Outcome outcome) {
    return outcome instanceof Outcome.Silence || outcome instanceof Outcome.GaveUp;
  }

  private static OptionalInt status(HopTrace trace) {
    return trace.clientHop().http().map(HttpExchange::status).orElse(OptionalInt.empty());
  }

  private static String result(HopTrace seen) {
    for (int i = seen.hops().size(); i >= 1; i--) {
      Leg leg = new Leg(seen, i, seen.hops().get(i - 1));
      if (leg.hop().state() == Hop.State.FAILED) {
        return leg.outcome();
      }
    }
    OptionalInt status = status(seen);
    return status.isPresent()
        ? Integer.toString(status.getAsInt())
        : new Leg(seen, seen.hops().size(), seen.serverHop()).outcome();
  }
}
