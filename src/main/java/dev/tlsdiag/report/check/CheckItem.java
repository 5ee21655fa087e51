package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import java.util.Optional;

/**
 * One expectation on one path, or one finding there, and what became of it.
 *
 * @param rule name of the finding's rule, or {@code expect-…} of an expectation without one; stable
 * @param path name of the path
 * @param severity of what is wrong, were it wrong
 * @param message what was seen; may quote a peer, so it is escaped before it is shown
 * @param hint what to do next; empty where nothing is to be done
 * @param line of the file of checks where it is expected, 1-based
 * @param column likewise
 * @param suppressed why it does not count; empty where it does
 */
public record CheckItem(
    String rule,
    String path,
    State state,
    Severity severity,
    String message,
    String hint,
    int line,
    int column,
    Optional<Suppressed> suppressed) {

  /** What became of an expectation. */
  public enum State {
    PASSED("passed"),
    /** A finding that the file allows. */
    NOTED("noted"),
    FAILED("failed"),
    /** The evidence does not decide it. */
    UNKNOWN("unknown"),
    /** There was nothing to look at, because of something else that is told. */
    SKIPPED("skipped");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * An entry of the list of what is known and left.
   *
   * @param reason in the words of who wrote it
   * @param file as the user gave it
   * @param line of the entry, 1-based
   */
  public record Suppressed(String reason, String file, int line) {
    public Suppressed {
      requireNonNull(reason, "reason is null");
      requireNonNull(file, "file is null");
    }
  }

  public CheckItem {
    requireNonNull(rule, "rule is null");
    requireNonNull(path, "path is null");
    requireNonNull(state, "state is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(message, "message is null");
    requireNonNull(hint, "hint is null");
    requireNonNull(suppressed, "suppressed is null");
  }

  /** Whether it is that, and nobody said to leave it. */
  public boolean counts(State wanted) {
    return state == wanted && suppressed.isEmpty();
  }

  /**
   * Whether it tells of something that is not as it should be; what is only worth knowing is not.
   */
  public boolean isProblem() {
    return isRemark() && (state != State.NOTED || severity != Severity.NOTE);
  }

  /** Whether it tells of anything that is not simply as expected. */
  public boolean isRemark() {
    return state == State.FAILED || state == State.UNKNOWN || state == State.NOTED;
  }

  public CheckItem suppressedBy(Suppressed entry) {
    return new CheckItem(
        rule, path, state, severity, message, hint, line, column, Optional.of(entry));
  }
}
