package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Step;
import java.util.Optional;

/** There is no {@link Line}: a name, the connection or the tunnel failed, and who did it. */
public final class LineFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Step> step;

  LineFailure(Optional<Step> step, String message, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.step = requireNonNull(step, "step is null");
  }

  /** The step that failed. */
  public Optional<Step> step() {
    return step;
  }
}
