package dev.tlsdiag.check;

import dev.tlsdiag.yaml.Fields;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as files write them: {@code 250ms}, {@code 1m30s}, {@code 14d}. */
public final class Spans {
  private static final Pattern SPAN =
      Pattern.compile("(?:[0-9]{1,9}(?:\\.[0-9]{1,6})?(?:ms|s|m|h|d|w))+");
  private static final Pattern PART = Pattern.compile("([0-9.]+)(ms|s|m|h|d|w)");
  private static final Duration MOST = Duration.ofDays(36_500);

  private Spans() {}

  /**
   * Reads one that is not empty.
   *
   * @throws Fields.WrongValueException where it is none
   */
  public static Duration parse(String text) {
    if (!SPAN.matcher(text).matches()) {
      throw new Fields.WrongValueException(
          "'%s' is no span of time".formatted(text),
          text.matches("[0-9]+")
              ? "a unit: %ss, %sm, %sd".formatted(text, text, text)
              : "a number with ms, s, m, h, d or w: 30s, 1m30s, 14d");
    }
    double seconds = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      seconds += Double.parseDouble(part.group(1)) * secondsOf(part.group(2));
    }
    if (seconds == 0 || seconds > MOST.toSeconds()) {
      throw new Fields.WrongValueException(
          "'%s' is not between nothing and 100 years".formatted(text), "");
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static double secondsOf(String unit) {
    return switch (unit) {
      case "ms" -> 1e-3;
      case "s" -> 1;
      case "m" -> 60;
      case "h" -> 3600;
      case "d" -> 86_400;
      default -> 7 * 86_400;
    };
  }
}
