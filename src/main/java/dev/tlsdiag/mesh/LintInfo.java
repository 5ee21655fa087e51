package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

/**
 * What is said of a lint in general.
 *
 * @param name kebab case, stable, never reused; {@code tlsdiag explain NAME} shows its page
 * @param level of its worst finding
 * @param summary in half a sentence, without a period
 */
public record LintInfo(String name, LintLevel level, String summary) {
  public LintInfo {
    requireNonNull(name, "name is null");
    requireNonNull(level, "level is null");
    requireNonNull(summary, "summary is null");
  }
}
