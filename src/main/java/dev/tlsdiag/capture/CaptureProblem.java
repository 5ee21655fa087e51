package dev.tlsdiag.capture;

import java.util.List;
import java.util.Optional;

/** A capture that could not be read at all, in words for the person who asked. */
public final class CaptureProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final String likely;
  private final String[] attempts;

  /**
   * @param message what failed, with the value in quotes, lower case, no period
   * @param likely the probable cause, or null where we do not know
   * @param attempts commands to paste
   */
  public CaptureProblem(String message, String likely, String... attempts) {
    super(message);
    this.likely = likely;
    this.attempts = attempts.clone();
  }

  public Optional<String> likely() {
    return Optional.ofNullable(likely);
  }

  public List<String> attempts() {
    return List.of(attempts);
  }
}
