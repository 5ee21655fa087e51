package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** The trials made so far, and no more than are allowed. */
final class TrialLog {
  /** One trial. */
  record Entry(int number, String what, Trial.Result result) {}

  /** There is no trial left for what was to be asked. */
  static final class Exhausted extends Exception {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super("no trial is left", null, false, false);
    }
  }

  private final Trial trial;
  private final int most;
  private final List<Entry> entries = new ArrayList<>();
  private int reserved;

  TrialLog(Trial trial, int most) {
    this.trial = requireNonNull(trial, "trial is null");
    this.most = most;
  }

  /** Keeps this many for later. */
  void reserve(int trials) {
    reserved = trials;
  }

  int left() {
    return most - reserved - entries.size();
  }

  List<Entry> entries() {
    return List.copyOf(entries);
  }

  Trial.Result ask(String what, Opening opening) throws Exhausted {
    if (left() < 1) {
      throw new Exhausted();
    }
    Trial.Result result = trial.of(opening.hello(), opening.framing());
    entries.add(new Entry(entries.size() + 1, what, result));
    return result;
  }
}
