package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Glob;
import dev.tlsdiag.yaml.Position;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * Something that is known, and is not to count for a while.
 *
 * @param name of the rule or failure, as written
 * @param rules that it stands for
 * @param host a pattern with {@code *}; empty for every host
 * @param check a pattern for names of checks; empty for every check
 * @param reason why, in the words of who wrote it
 * @param until the last day; empty for good
 */
public record Suppression(
    String name,
    Set<String> rules,
    Optional<String> host,
    Optional<String> check,
    String reason,
    Optional<LocalDate> until,
    Position position) {
  public Suppression {
    requireNonNull(name, "name is null");
    rules = Set.copyOf(rules);
    requireNonNull(host, "host is null");
    requireNonNull(check, "check is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(until, "until is null");
    requireNonNull(position, "position is null");
  }

  /**
   * Whether it is about that.
   *
   * @param ofHost empty where no host is known: then only an entry for every host is
   * @param ofCheck empty outside of checks
   */
  boolean covers(String rule, Optional<String> ofHost, Optional<String> ofCheck) {
    return rules.contains(rule) && fits(host, ofHost) && fits(check, ofCheck);
  }

  private static boolean fits(Optional<String> pattern, Optional<String> given) {
    return pattern.isEmpty() || given.filter(new Glob(pattern.get())::matches).isPresent();
  }

  boolean expired(LocalDate today) {
    return until.filter(last -> last.isBefore(today)).isPresent();
  }
}
