package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What became of one check.
 *
 * @param name in the file
 * @param target what was asked for: {@code GET https://app.example.test/}
 * @param line where the check begins in the file, 1-based
 * @param items in the order of the file, findings first; empty where it was not run
 * @param attempts how often it was tried; 0 where it was not run
 * @param wantsServer whether a server is to be reached
 * @param reached whether somebody took a TCP connection on any path
 */
public record CheckResult(
    String name,
    String target,
    int line,
    List<CheckItem> items,
    int attempts,
    boolean wantsServer,
    boolean reached,
    Duration took) {

  /** The items together. */
  public enum State {
    PASSED("pass"),
    FAILED("fail"),
    UNKNOWN("cannot tell"),
    NOT_RUN("not run");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public CheckResult {
    requireNonNull(name, "name is null");
    requireNonNull(target, "target is null");
    items = List.copyOf(items);
    requireNonNull(took, "took is null");
  }

  public State state() {
    if (attempts == 0) {
      return State.NOT_RUN;
    }
    if (items.stream().anyMatch(item -> item.counts(CheckItem.State.FAILED))) {
      return State.FAILED;
    }
    return items.stream().anyMatch(item -> item.counts(CheckItem.State.UNKNOWN))
        ? State.UNKNOWN
        : State.PASSED;
  }

  public CheckResult withItems(List<CheckItem> newItems) {
    return new CheckResult(name, target, line, newItems, attempts, wantsServer, reached, took);
  }
}
