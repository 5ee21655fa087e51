package dev.tlsdiag.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time given on the command line: a moment, or so long after the first packet, which is what the
 * TIME column of the list counts.
 */
record TimeBound(Optional<Instant> moment, Duration afterFirst) {
  private static final Pattern DURATION = Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h))+");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

  /** {@code 250ms}, {@code 1m30s}, {@code 4.044s}: a time of its own, and not none. */
  static Duration duration(String option, String text) {
    Duration duration =
        DURATION.matcher(text).matches() ? parse(option, text).afterFirst() : Duration.ZERO;
    if (duration.isZero()) {
      throw CommandException.usage("no time '" + text + "' after '" + option + "'")
          .attempt(option + " 30s");
    }
    return duration;
  }

  /** {@code 2026-11-20T12:01:53Z} (RFC 3339), or {@code 250ms}, {@code 1m30s}, {@code 4.044s}. */
  static TimeBound parse(String option, String text) {
    if (DURATION.matcher(text).matches()) {
      double seconds = 0;
      Matcher part = PART.matcher(text);
      while (part.find()) {
        seconds += Double.parseDouble(part.group(1)) * secondsOf(part.group(2));
      }
      return new TimeBound(Optional.empty(), Duration.ofNanos(Math.round(seconds * 1e9)));
    }
    try {
      Instant moment = OffsetDateTime.parse(text).toInstant();
      return new TimeBound(Optional.of(moment), Duration.ZERO);
    } catch (DateTimeParseException e) {
      throw CommandException.usage("no time '" + text + "' after '" + option + "'")
          .attempt(option + " 2026-11-20T12:01:53Z or " + option + " 4.5s");
    }
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "ms" -> 1e-3;
      case "s" -> 1;
      case "m" -> 60;
      default -> 3600;
    };
  }

  Instant at(Instant firstPacket) {
    return moment.orElseGet(() -> firstPacket.plus(afterFirst));
  }
}
