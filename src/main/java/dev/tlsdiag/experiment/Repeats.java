package dev.tlsdiag.experiment;

import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.HopTrace;
import java.util.ArrayList;
import java.util.List;

/** One comparison made several times: what fails now and then has to show. */
public final class Repeats {
  private Repeats() {}

  /**
   * The first run that failed, else the last one; its first note says how often each path failed.
   *
   * @param runs at least one
   */
  public static LiveComparison.Result joined(List<LiveComparison.Result> runs) {
    LiveComparison.Result shown =
        runs.stream()
            .filter(run -> run.report().verdict() != Verdict.SAME)
            .findFirst()
            .orElse(runs.get(runs.size() - 1));
    List<String> notes = new ArrayList<>();
    notes.add(
        "of %d runs the direct path failed %d times, the proxied path %d times"
            .formatted(
                runs.size(), failures(runs, HopTrace.DIRECT), failures(runs, HopTrace.PROXIED)));
    notes.addAll(shown.report().notes());
    return new LiveComparison.Result(shown.report().withNotes(notes), shown.unreachable());
  }

  private static long failures(List<LiveComparison.Result> runs, String path) {
    return runs.stream()
        .flatMap(run -> run.report().traces().stream())
        .filter(trace -> trace.name().equals(path) && trace.failed())
        .count();
  }
}
