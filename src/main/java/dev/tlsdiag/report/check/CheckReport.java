package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of a file of checks.
 *
 * @param tool version of tlsdiag
 * @param file as the user gave it
 * @param checks in the order of the file
 * @param notes what else the reader has to know
 * @param complete false where the run was interrupted
 */
public record CheckReport(
    String tool,
    String file,
    Instant began,
    Duration took,
    List<CheckResult> checks,
    List<String> notes,
    boolean complete) {
  public CheckReport {
    requireNonNull(tool, "tool is null");
    requireNonNull(file, "file is null");
    requireNonNull(began, "began is null");
    requireNonNull(took, "took is null");
    checks = List.copyOf(checks);
    notes = List.copyOf(notes);
  }

  /** An item and the check it belongs to. */
  public record Placed(CheckResult check, CheckItem item) {
    public Placed {
      requireNonNull(check, "check is null");
      requireNonNull(item, "item is null");
    }

    /** {@code app, direct: message}. */
    public String text() {
      return "%s, %s: %s".formatted(check.name(), item.path(), item.message());
    }
  }

  public long count(CheckResult.State state) {
    return checks.stream().filter(check -> check.state() == state).count();
  }

  public long suppressed() {
    return items().filter(placed -> placed.item().suppressed().isPresent()).count();
  }

  public Stream<Placed> items() {
    return checks.stream()
        .flatMap(check -> check.items().stream().map(item -> new Placed(check, item)));
  }

  /** What is not as it should be and not suppressed, the worst first. */
  public List<Placed> problems() {
    return items()
        .filter(placed -> placed.item().isProblem() && placed.item().suppressed().isEmpty())
        .sorted(
            Comparator.comparing((Placed placed) -> placed.item().state() != CheckItem.State.FAILED)
                .thenComparing(placed -> placed.item().severity()))
        .toList();
  }

  /** Whether something failed, or is at or above this severity. */
  public boolean hasAtLeast(Severity severity) {
    return items()
        .map(Placed::item)
        .anyMatch(
            item ->
                item.counts(CheckItem.State.FAILED)
                    || item.counts(CheckItem.State.NOTED) && item.severity().atLeast(severity));
  }

  /** Whether something cannot be told. */
  public boolean isUnknown() {
    return checks.stream().anyMatch(check -> check.state() == CheckResult.State.UNKNOWN);
  }

  /**
   * Whether servers were to be reached, and none was: it is not they that were checked. Where that
   * is known and suppressed for all of them, there is nothing to tell.
   */
  public boolean unreachable() {
    List<CheckResult> wanting = checks.stream().filter(CheckResult::wantsServer).toList();
    return complete
        && wanting.stream().noneMatch(CheckResult::reached)
        && wanting.stream().anyMatch(check -> check.state() != CheckResult.State.PASSED);
  }

  /** With one of its checks alone. */
  public CheckReport only(CheckResult check) {
    return new CheckReport(tool, file, began, took, List.of(check), notes, complete);
  }

  /** {@code 3 checks: 1 failed, 2 passed}. */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append(checks.size()).append(checks.size() == 1 ? " check: " : " checks: ");
    List<String> parts =
        Stream.of(
                part(count(CheckResult.State.FAILED), "failed"),
                part(count(CheckResult.State.UNKNOWN), "cannot tell"),
                part(count(CheckResult.State.PASSED), "passed"),
                part(count(CheckResult.State.NOT_RUN), "not run"),
                part(
                    suppressed(), suppressed() == 1 ? "problem suppressed" : "problems suppressed"))
            .filter(part -> !part.isEmpty())
            .toList();
    return text.append(parts.isEmpty() ? "nothing to do" : String.join(", ", parts)).toString();
  }

  private static String part(long count, String word) {
    return count == 0 ? "" : count + " " + word;
  }
}
