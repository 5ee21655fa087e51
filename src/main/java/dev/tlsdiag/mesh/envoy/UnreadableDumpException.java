package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.trace.Evidence;

/** A document is not what Envoy's admin console answers; the message names file, line and field. */
public final class UnreadableDumpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Evidence.ConfigLine place;

  /**
   * @param problem what is wrong, lower case, no period
   */
  UnreadableDumpException(Evidence.ConfigLine place, String problem) {
    super("%s:%d:%d: %s".formatted(place.file(), place.line(), place.column(), problem));
    this.place = place;
  }

  /** Where reading ended. */
  public Evidence.ConfigLine place() {
    return place;
  }
}
