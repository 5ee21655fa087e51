package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.hubble.StampTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A moment as {@code hubble --since} takes it: so long ago, or a date and time. */
final class FlowMoment {
  private FlowMoment() {}

  /**
   * {@code 5m}, {@code 2026-11-20}, {@code 2026-11-20T12:01Z}, RFC 3339, RFC 1123, {@code Nov 20
   * 12:01:53.000}.
   */
  static Optional<Instant> parse(String option, String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      if (text.matches("(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h))+")) {
        return Optional.of(now.minus(TimeBound.parse(option, text).afterFirst()));
      }
    } catch (DateTimeException | ArithmeticException e) {
      throw CommandException.usage("no time '" + text + "' after '" + option + "'").causedBy(e);
    }
    Optional<Instant> moment = new StampTime(now).parse(text);
    if (moment.isEmpty()) {
      throw CommandException.usage("no time '" + text + "' after '" + option + "'")
          .attempt(option + " 5m or " + option + " 2026-11-20T12:01:53Z");
    }
    return moment;
  }
}
