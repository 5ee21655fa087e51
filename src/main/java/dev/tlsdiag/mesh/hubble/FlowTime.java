package dev.tlsdiag.mesh.hubble;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** Times as flows write them. */
final class FlowTime {
  /** The end of the year 9999: what RFC 3339 can say. */
  static final long LATEST_SECOND = 253_402_300_799L;

  private static final int SHORTEST = "2023-02-01T21:45:19Z".length();

  private FlowTime() {}

  static Optional<Instant> rfc3339(String text) {
    return rfc3339(text.toCharArray(), 0, text.length());
  }

  /** RFC 3339 section 5.6; empty where the text is no such time. */
  static Optional<Instant> rfc3339(char[] text, int from, int length) {
    if (length < SHORTEST || text[from + length - 1] != 'Z') {
      return withOffset(text, from, length);
    }
    int year = digits(text, from, 4);
    int month = digits(text, from + 5, 2);
    int day = digits(text, from + 8, 2);
    int hour = digits(text, from + 11, 2);
    int minute = digits(text, from + 14, 2);
    int second = digits(text, from + 17, 2);
    int fraction = length - SHORTEST - 1; // digits behind the point
    int nanos = 0;
    if (fraction >= 0) {
      nanos = fraction < 1 || fraction > 9 ? -1 : digits(text, from + 20, fraction);
      for (int i = fraction; i < 9; i++) {
        nanos *= 10;
      }
    }
    boolean punctuated =
        text[from + 4] == '-'
            && text[from + 7] == '-'
            && text[from + 10] == 'T'
            && text[from + 13] == ':'
            && text[from + 16] == ':'
            && (fraction < 0 || text[from + 19] == '.');
    boolean valid =
        year >= 0
            && month >= 1
            && month <= 12
            && day >= 1
            && day <= daysOf(year, month)
            && hour >= 0
            && hour < 24
            && minute >= 0
            && minute < 60
            && second >= 0
            && second < 60
            && nanos >= 0;
    if (!punctuated || !valid) {
      return Optional.empty();
    }
    long epochSecond = 86_400 * epochDay(year, month, day) + 3600L * hour + 60L * minute + second;
    return Optional.of(Instant.ofEpochSecond(epochSecond, nanos));
  }

  private static Optional<Instant> withOffset(char[] text, int from, int length) {
    if (length < SHORTEST || length > 40) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(new String(text, from, length)).toInstant());
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /** -1 where one of them is no digit. */
  private static int digits(char[] text, int from, int count) {
    int value = 0;
    for (int i = from; i < from + count; i++) {
      char c = text[i];
      if (c < '0' || c > '9') {
        return -1;
      }
      value = 10 * value + c - '0';
    }
    return value;
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Days since 1970-01-01 of the proleptic Gregorian calendar; years begin in March here. */
  private static long epochDay(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(y, 400);
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }
}
