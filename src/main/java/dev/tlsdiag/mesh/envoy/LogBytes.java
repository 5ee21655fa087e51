package dev.tlsdiag.mesh.envoy;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** What lines of logs are made of, looked at where it stands: nothing is copied. */
final class LogBytes {
  private static final int MOST_DIGITS = 18;

  private LogBytes() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static String text(byte[] buffer, int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.UTF_8);
  }

  static boolean startsWith(byte[] buffer, int from, int to, byte[] start) {
    if (to - from < start.length) {
      return false;
    }
    for (int i = 0; i < start.length; i++) {
      if (buffer[from + i] != start[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean is(byte[] buffer, int from, int to, byte[] whole) {
    return to - from == whole.length && startsWith(buffer, from, to, whole);
  }

  /** Where the first such byte is; {@code to} where there is none. */
  static int find(byte[] buffer, int from, int to, char wanted) {
    int i = from;
    while (i < to && buffer[i] != wanted) {
      i++;
    }
    return i;
  }

  static boolean isDigit(byte[] buffer, int at, int to) {
    return at < to && buffer[at] >= '0' && buffer[at] <= '9';
  }

  /** Behind the digits that begin here. */
  static int skipDigits(byte[] buffer, int from, int to) {
    int i = from;
    while (isDigit(buffer, i, to)) {
      i++;
    }
    return i;
  }

  /** The decimal number that is all of the range; -1 where it is none. */
  static long number(byte[] buffer, int from, int to) {
    if (from >= to || to - from > MOST_DIGITS) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(buffer, i, to)) {
        return -1;
      }
      value = value * 10 + buffer[i] - '0';
    }
    return value;
  }

  /** Whether a date begins here: {@code 2024-05-22}, and what follows it is between the two. */
  static boolean isDate(byte[] buffer, int from, int to) {
    return to - from >= 11
        && buffer[from + 4] == '-'
        && buffer[from + 7] == '-'
        && isDigit(buffer, from, to)
        && isDigit(buffer, from + 9, to);
  }

  /**
   * {@code 2024-05-22 05:28:05.360}, {@code 2024-05-22T05:28:05.360123Z}, {@code …+02:00}; without
   * a zone it is UTC. Empty where it is no time.
   */
  static Optional<Instant> time(byte[] buffer, int from, int to) {
    if (to - from < 19 || !isDate(buffer, from, to)) {
      return Optional.empty();
    }
    long year = number(buffer, from, from + 4);
    long month = number(buffer, from + 5, from + 7);
    long day = number(buffer, from + 8, from + 10);
    long hour = number(buffer, from + 11, from + 13);
    long minute = number(buffer, from + 14, from + 16);
    long second = number(buffer, from + 17, from + 19);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) {
      return Optional.empty();
    }
    int i = from + 19;
    long nanos = 0;
    if (i < to && (buffer[i] == '.' || buffer[i] == ',')) {
      int end = skipDigits(buffer, i + 1, to);
      int digits = Math.min(9, end - i - 1);
      nanos = Math.max(0, number(buffer, i + 1, i + 1 + digits));
      for (int d = digits; d < 9; d++) {
        nanos *= 10;
      }
      i = end;
    }
    try {
      long days = LocalDate.of((int) year, (int) month, (int) day).toEpochDay();
      long seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
      return Optional.of(Instant.ofEpochSecond(seconds - offset(buffer, i, to), nanos));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Seconds east of Greenwich: of {@code +02:00} or {@code +0200}; else 0. */
  private static long offset(byte[] buffer, int from, int to) {
    if (to - from < 5 || buffer[from] != '+' && buffer[from] != '-') {
      return 0;
    }
    int minutes = buffer[from + 3] == ':' ? from + 4 : from + 3;
    long hours = number(buffer, from + 1, from + 3);
    long rest = minutes + 2 <= to ? number(buffer, minutes, minutes + 2) : 0;
    long seconds = Math.max(0, hours) * 3600 + Math.max(0, rest) * 60;
    return buffer[from] == '-' ? -seconds : seconds;
  }
}
