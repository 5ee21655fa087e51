package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The entries of a file of what is known. One run of a command goes through one of these, so that
 * it can say which entries nobody needed.
 */
public final class Suppressions {
  private final String file;
  private final List<Suppression> entries;
  private final LocalDate today;
  private final Set<Suppression> used = new LinkedHashSet<>();

  /**
   * @param file as the user gave it
   */
  public Suppressions(String file, List<Suppression> entries, LocalDate today) {
    this.file = requireNonNull(file, "file is null");
    this.entries = List.copyOf(entries);
    this.today = requireNonNull(today, "today is null");
  }

  /** Nothing is suppressed. */
  public static Suppressions none() {
    return new Suppressions("", List.of(), LocalDate.EPOCH);
  }

  /**
   * The entry that covers a finding; empty where it counts.
   *
   * @param host that was asked for
   * @param check its name; empty outside of checks
   */
  public Optional<CheckItem.Suppressed> of(
      String rule, Optional<String> host, Optional<String> check) {
    for (Suppression entry : entries) {
      if (entry.covers(rule, host, check)) {
        used.add(entry);
        if (!entry.expired(today)) {
          String until = entry.until().map(last -> " (until " + last + ")").orElse("");
          return Optional.of(
              new CheckItem.Suppressed(entry.reason() + until, file, entry.position().line()));
        }
      }
    }
    return Optional.empty();
  }

  /** The report with what is suppressed marked as such. */
  public CheckReport in(CheckReport report, CheckFile checks) {
    if (entries.isEmpty()) {
      return report;
    }
    Map<String, CheckSpec> specs =
        checks.checks().stream().collect(Collectors.toMap(CheckSpec::name, Function.identity()));
    List<CheckResult> results = new ArrayList<>();
    for (CheckResult result : report.checks()) {
      Optional<String> host = Optional.ofNullable(specs.get(result.name())).map(CheckSpec::host);
      results.add(
          result.withItems(
              result.items().stream().map(item -> marked(item, result, host)).toList()));
    }
    List<String> notes = new ArrayList<>(report.notes());
    notes.addAll(notes(report.complete()));
    return new CheckReport(
        report.tool(),
        report.file(),
        report.began(),
        report.took(),
        results,
        notes,
        report.complete());
  }

  private CheckItem marked(CheckItem item, CheckResult result, Optional<String> host) {
    return item.isRemark()
        ? of(item.rule(), host, Optional.of(result.name())).map(item::suppressedBy).orElse(item)
        : item;
  }

  /**
   * What is to be said of the entries once all was asked for.
   *
   * @param complete whether an entry that nobody needed is worth a word
   */
  public List<String> notes(boolean complete) {
    List<String> notes = new ArrayList<>();
    for (Suppression entry : entries) {
      String where = "%s:%d: '%s'".formatted(file, entry.position().line(), entry.name());
      if (entry.expired(today)) {
        notes.add(
            "%s was suppressed until %s, and counts again".formatted(where, entry.until().get()));
      } else if (complete && !used.contains(entry)) {
        notes.add(where + " suppresses nothing here: perhaps it is mended");
      }
    }
    return notes;
  }
}
