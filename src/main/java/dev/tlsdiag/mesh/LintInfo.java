package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

/**
 * What is said of a lint in general.
 *
 * @param name kebab case, stable, never reused; {@code tlsdiag explain NAME} shows its page
 * @param level of its worst finding
 * @param summary in half a sentence, without a period
 * @param refusedBy who does not take a resource of which this is an error
 */
public record LintInfo(String name, LintLevel level, String summary, RefusedBy refusedBy) {
  /** Who refuses a resource as a whole, so that nothing of it holds. */
  public enum RefusedBy {
    /** It is taken, whatever it then does. */
    NOBODY,
    /** {@code kubectl apply} fails. */
    API_SERVER,
    /** The resource is stored, and Cilium's agent enforces nothing of it. */
    AGENT
  }

  public LintInfo {
    requireNonNull(name, "name is null");
    requireNonNull(level, "level is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(refusedBy, "refusedBy is null");
  }
}
