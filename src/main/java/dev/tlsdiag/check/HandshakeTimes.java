package dev.tlsdiag.check;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.TimeMarks;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckItem.State;
import dev.tlsdiag.trace.Durations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes full handshakes one after another, and says how long 95 of 100 take at most. */
final class HandshakeTimes {
  /** RFC 9110 section 9.2.1. */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private HandshakeTimes() {}

  /** Empty where nothing is expected of it. */
  static Optional<CheckItem> of(
      CheckSpec check, PathSpec path, LivePaths.Asked asked, RateGate gate)
      throws InterruptedException {
    Optional<Expectation.HandshakeP95> wanted = check.expected(Expectation.HandshakeP95.class);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Expectation.HandshakeP95 expected = wanted.get();
    boolean measurable =
        path.direct()
            || path.way() instanceof PathSpec.Way.Via
            || path.way() instanceof PathSpec.Way.Detour;
    if (!measurable) {
      String why = "not measured: a tunnel or a proxy of ours is in between";
      return Optional.of(Verdicts.item(expected, path.name(), State.SKIPPED, why, ""));
    }
    List<Duration> times = times(expected.runs(), Goals.options(path, asked), asked, gate);
    int failed = expected.runs() - times.size();
    if (failed > 0) {
      String text = "%d of %d handshakes failed".formatted(failed, expected.runs());
      State state = times.isEmpty() ? State.SKIPPED : State.FAILED;
      return Optional.of(Verdicts.item(expected, path.name(), state, text, ""));
    }
    Duration p95 = percentile95(times);
    String text =
        "95 %% of %d handshakes took at most %s".formatted(times.size(), Durations.text(p95));
    boolean below = p95.compareTo(expected.below()) < 0;
    return Optional.of(
        Verdicts.item(
            expected,
            path.name(),
            below ? State.PASSED : State.FAILED,
            below ? text : text + ", expected below " + Durations.text(expected.below()),
            ""));
  }

  private static List<Duration> times(
      int runs, ReplayOptions options, LivePaths.Asked asked, RateGate gate)
      throws InterruptedException {
    ReplayRequest request = harmless(asked.request());
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      gate.pass(1);
      try {
        Replay replay = new ReplayClient("time").run(request, options);
        TimeMarks marks = replay.times();
        if (marks.connect().isPresent() && marks.appConnect().isPresent()) {
          times.add(marks.appConnect().get().minus(marks.connect().get()));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return times;
  }

  /**
   * The request of the check, which the server is known to answer, unless it may change something.
   */
  private static ReplayRequest harmless(ReplayRequest asked) {
    return SAFE.contains(asked.method())
        ? asked
        : new ReplayRequest("HEAD", asked.url(), asked.headers(), Optional.empty());
  }

  /** The nearest rank: a time that was seen. */
  static Duration percentile95(List<Duration> times) {
    List<Duration> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1);
  }
}
