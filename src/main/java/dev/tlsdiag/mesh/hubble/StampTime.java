package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Times of Hubble's text forms. The usual one, {@code Jan _2 15:04:05.000}, has neither year nor
 * zone: it is UTC, and of the year in which it comes last before a moment that is known.
 */
public final class StampTime {
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  static final int LENGTH = "Jan _2 15:04:05.000".length();

  /** {@code Mon, 02 Jan 2006 15:04:05 -0700}. */
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss xx", Locale.ROOT);

  /** Clocks differ, and files are copied between zones. */
  private static final Duration TOLERANCE = Duration.ofDays(2);

  private final Instant latest;

  /**
   * @param latest no record is much later: when the file was written, or now
   */
  public StampTime(Instant latest) {
    this.latest = requireNonNull(latest, "latest is null").plus(TOLERANCE);
  }

  /** Any form of time that {@code hubble --time-format} knows; empty where it is none of them. */
  public Optional<Instant> parse(String text) {
    if (text.length() == LENGTH && text.charAt(3) == ' ') {
      return stamp(text);
    }
    try {
      if (text.indexOf(',') == 3) {
        return Optional.of(OffsetDateTime.parse(text, RFC_1123).toInstant());
      }
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
        return FlowTime.rfc3339(text + "T00:00:00Z");
      }
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9:]{5})")) {
        return FlowTime.rfc3339(
            text.replaceFirst("T([0-9]{2})(Z|[+-])", "T$1:00$2")
                .replaceFirst("T([0-9]{2}:[0-9]{2})(Z|[+-])", "T$1:00$2"));
      }
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
    return FlowTime.rfc3339(text);
  }

  private Optional<Instant> stamp(String text) {
    int month = MONTHS.indexOf(text.substring(0, 3));
    int day = number(text, 4, 6);
    int hour = number(text, 7, 9);
    int minute = number(text, 10, 12);
    int second = number(text, 13, 15);
    int millis = number(text, 16, 19);
    boolean punctuated =
        text.charAt(6) == ' '
            && text.charAt(9) == ':'
            && text.charAt(12) == ':'
            && text.charAt(15) == '.';
    if (month < 0 || month % 3 != 0 || !punctuated || (day | hour | minute | second | millis) < 0) {
      return Optional.empty();
    }
    int year = latest.atOffset(ZoneOffset.UTC).getYear();
    // February 29th is not in every year: eight are enough around 1900 and 2100 too.
    for (int back = 0; back <= 8; back++) {
      if (!isDate(year - back, month / 3 + 1, day) || hour > 23 || minute > 59 || second > 59) {
        continue;
      }
      Instant time =
          LocalDateTime.of(
                  year - back, month / 3 + 1, day, hour, minute, second, millis * 1_000_000)
              .toInstant(ZoneOffset.UTC);
      if (!time.isAfter(latest)) {
        return Optional.of(time);
      }
    }
    return Optional.empty();
  }

  private static boolean isDate(int year, int month, int day) {
    return day >= 1 && day <= YearMonth.of(year, month).lengthOfMonth();
  }

  /** A blank may stand for a leading zero; -1 where there is no number. */
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == ' ' && i == from) {
        continue;
      }
      if (c < '0' || c > '9') {
        return -1;
      }
      value = 10 * value + c - '0';
    }
    return value;
  }
}
