package dev.tlsdiag.replay;

import dev.tlsdiag.trace.Step;
import java.util.Optional;

/** A step failed, and was recorded as failed; the attempt is over. */
final class StepFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Step> step;
  private final int curlExit;

  /**
   * @param step null where the attempt did not come to it
   * @param message who did what, as the user reads it
   * @param curlExit the number curl would exit with
   */
  StepFailure(Step step, String message, int curlExit, Throwable cause) {
    super(message, cause);
    this.step = Optional.ofNullable(step);
    this.curlExit = curlExit;
  }

  Optional<Step> step() {
    return step;
  }

  int curlExit() {
    return curlExit;
  }
}
