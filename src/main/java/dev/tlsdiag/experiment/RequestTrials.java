package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Experiment.Bearing;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tests what a finding claims about the request itself: sends it again along the same path with one
 * thing of it changed, and once more as it was. Only both together prove it; where the change does
 * not help, the finding is dropped and what it was to explain stands for itself.
 */
final class RequestTrials {
  private static final int FIRST_SERVER_FAILURE = 500;

  /** What a proxy hands on from the client's request can be changed there. */
  private static final Set<String> HANDED_ON =
      Set.of("host-header-decides-route", "host-has-port-no-route");

  private static final Engine ENGINE = new Engine(Rules.ALL);

  private final Probes probes;
  private final LivePaths paths;
  private final List<Experiment> experiments = new ArrayList<>();
  private final int before;
  private int begun;

  /**
   * @param before how many experiments were made, whose numbers are taken
   */
  RequestTrials(Probes probes, LivePaths paths, int before) {
    this.probes = requireNonNull(probes, "probes is null");
    this.paths = requireNonNull(paths, "paths is null");
    this.before = before;
  }

  List<Experiment> experiments() {
    return List.copyOf(experiments);
  }

  /** The findings of both paths with what the experiments say about them. */
  Findings test(Findings found) {
    return new Findings(
        found.direct(),
        found.proxied(),
        test(found.onProxied(), found.proxied(), paths.proxied()),
        test(found.onDirect(), found.direct(), paths.control()));
  }

  private List<Finding> test(List<Finding> findings, HopTrace trace, LivePath path) {
    List<Finding> tested = new ArrayList<>();
    for (Finding finding : findings) {
      Optional<Trial> trial =
          (finding.hop() == 1 || HANDED_ON.contains(finding.rule()))
                  && finding.confidence() != Confidence.HIGH
              ? Trial.of(finding, trace, paths.asked().request())
              : Optional.empty();
      if (trial.isPresent()) {
        tested.addAll(test(finding, trial.get(), trace, path));
      } else {
        tested.add(finding);
      }
    }
    return tested;
  }

  /** What a run means. */
  private interface Reading {
    Bearing of(HopTrace seen, HopTrace failed);
  }

  /**
   * One change, and what it means.
   *
   * @param proof whether help leaves nothing else to think of
   */
  private record Trial(Variation changed, Reading reading, boolean proof) {
    static Optional<Trial> of(Finding finding, HopTrace trace, ReplayRequest asked) {
      Optional<HttpExchange> exchange = trace.clientHop().http();
      return switch (finding.rule()) {
        case "host-header-decides-route" ->
            Optional.of(
                new Trial(Variation.withHost(asked.authority()), RequestTrials::mended, true));
        case "host-has-port-no-route" ->
            Optional.of(new Trial(Variation.withHost(asked.host()), RequestTrials::mended, true));
        case "h2-coalesced-to-wrong-host" ->
            exchange
                .map(HttpExchange::authority)
                .map(HostName::ofAuthority)
                .map(host -> new Trial(Variation.toHost(host), RequestTrials::mended, true));
        case "strict-mtls-receives-plaintext" ->
            Optional.of(new Trial(Variation.overTls(), RequestTrials::spokeTls, true));
        case "keepalive-race" ->
            Optional.of(new Trial(Variation.onceMore(), RequestTrials::mended, false));
        default -> Optional.empty();
      };
    }
  }

  private List<Finding> test(Finding finding, Trial trial, HopTrace trace, LivePath path) {
    List<Experiment> made = new ArrayList<>();
    made.add(experiment(finding, trial.changed(), trial.reading(), trace, path));
    boolean helped = made.get(0).bearing() == Bearing.SUPPORTS;
    if (helped && trial.proof()) {
      made.add(experiment(finding, Variation.unchanged(), RequestTrials::again, trace, path));
    }
    experiments.addAll(made);
    if (made.stream().anyMatch(e -> e.bearing() == Bearing.REFUTES)) {
      return helped
          ? List.of(
              finding
                  .testedBy(made)
                  .with(Confidence.LOW)
                  .notRuledOut("it fails now and then only", "tlsdiag compare --count 20"))
          : refuted(finding, made, trace);
    }
    if (!helped) {
      return List.of(finding.testedBy(made));
    }
    return List.of(
        trial.proof() ? finding.provedBy(made) : finding.testedBy(made).with(Confidence.MEDIUM));
  }

  /** What the change does not mend has another cause: the consequences stand for themselves. */
  private static List<Finding> refuted(Finding finding, List<Experiment> made, HopTrace trace) {
    return finding.consequences().isEmpty()
        ? List.of(
            finding
                .testedBy(made)
                .with(Confidence.LOW)
                .notRuledOut(
                    "something else: %s it gave %s"
                        .formatted(made.get(0).change(), made.get(0).result()),
                    "tlsdiag compare -v shows all differences"))
        : ENGINE.join(
            finding.consequences().stream().map(each -> each.testedBy(made)).toList(), trace);
  }

  private Experiment experiment(
      Finding finding, Variation changed, Reading reading, HopTrace failed, LivePath path) {
    String id = "p" + (before + ++begun);
    HopTrace seen = probes.run(path, changed, id);
    return new Experiment(
        id,
        finding.rule(),
        finding.trace(),
        1,
        "does the request work %s?".formatted(changed.text()),
        "the same request " + changed.text(),
        List.of(seen.clientHop()),
        result(seen),
        reading.of(seen, failed));
  }

  /** It has to get an answer that is none of a failure, and another one than before. */
  private static Bearing mended(HopTrace seen, HopTrace failed) {
    if (seen.clientHop().state() == Hop.State.WORKED
        && status(seen) != 0
        && status(seen) < FIRST_SERVER_FAILURE
        && status(seen) != status(failed)) {
      return Bearing.SUPPORTS;
    }
    return status(seen) == status(failed) ? Bearing.REFUTES : Bearing.OPEN;
  }

  /** Unchanged it has to fail again. */
  private static Bearing again(HopTrace seen, HopTrace failed) {
    boolean alike =
        status(seen) == status(failed) && seen.clientHop().state() == failed.clientHop().state();
    return alike ? Bearing.SUPPORTS : Bearing.REFUTES;
  }

  /** Whether a ClientHello is answered by TLS, whatever comes of it. */
  private static Bearing spokeTls(HopTrace seen, HopTrace failed) {
    Optional<Handshake> handshake = seen.clientHop().tls().map(Step.Tls::last);
    boolean spoken =
        handshake.filter(h -> h.serverHello().isPresent() || !h.alerts().isEmpty()).isPresent();
    return spoken ? Bearing.SUPPORTS : Bearing.REFUTES;
  }

  private static int status(HopTrace trace) {
    return trace.clientHop().http().map(http -> http.status().orElse(0)).orElse(0);
  }

  private static String result(HopTrace seen) {
    int status = status(seen);
    return status != 0 ? Integer.toString(status) : new Leg(seen, 1, seen.clientHop()).outcome();
  }
}
