package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a rule without running it.
 *
 * @param name stable and never reused: what the command explain and machine readers go by
 * @param severity the worst that it reports
 * @param summary what it claims, in half a sentence without a period
 * @param effect how its finding reads behind a cause: "…, and {@code effect}"
 * @param hint what to do next, one sentence
 * @param fixes per product, the likeliest first
 * @param helloField the field of the ClientHello it is about, named as in {@code HelloDiff}; empty
 *     of rules about anything else
 * @param explains names of rules whose findings on the same request are only consequences of this
 *     one
 */
public record RuleInfo(
    String name,
    Severity severity,
    String summary,
    String effect,
    String hint,
    List<Fix> fixes,
    Optional<String> helloField,
    Set<String> explains) {
  public RuleInfo {
    requireNonNull(name, "name is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(effect, "effect is null");
    requireNonNull(hint, "hint is null");
    fixes = List.copyOf(fixes);
    requireNonNull(helloField, "helloField is null");
    explains = Set.copyOf(explains);
  }
}
