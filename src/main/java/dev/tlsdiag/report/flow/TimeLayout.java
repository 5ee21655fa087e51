package dev.tlsdiag.report.flow;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms of time of {@code hubble --time-format}; all of them UTC. */
public enum TimeLayout {
  YEAR_MONTH_DAY("YearMonthDay", "uuuu-MM-dd", 0),
  YEAR_MONTH_DAY_HOUR("YearMonthDayHour", "uuuu-MM-dd'T'HH'Z'", 0),
  YEAR_MONTH_DAY_HOUR_MINUTE("YearMonthDayHourMinute", "uuuu-MM-dd'T'HH:mm'Z'", 0),
  STAMP_MILLI("StampMilli", "MMM ppd HH:mm:ss.SSS", 0),
  RFC3339("RFC3339", "uuuu-MM-dd'T'HH:mm:ss", 0),
  RFC3339_MILLI("RFC3339Milli", "uuuu-MM-dd'T'HH:mm:ss", 3),
  RFC3339_MICRO("RFC3339Micro", "uuuu-MM-dd'T'HH:mm:ss", 6),
  RFC3339_NANO("RFC3339Nano", "uuuu-MM-dd'T'HH:mm:ss", 9),
  RFC1123Z("RFC1123Z", "EEE, dd MMM uuuu HH:mm:ss xx", 0);

  private final String label;
  private final DateTimeFormatter formatter;
  private final ChronoUnit unit;

  /**
   * @param fraction digits of the second at most, zeros at their end left out
   */
  TimeLayout(String label, String pattern, int fraction) {
    this.label = label;
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().appendPattern(pattern);
    if (fraction > 0) {
      builder.appendFraction(ChronoField.NANO_OF_SECOND, 0, fraction, true);
    }
    if (label.startsWith("RFC3339")) {
      builder.appendLiteral('Z');
    }
    formatter = builder.toFormatter(Locale.ROOT);
    unit = fraction == 3 ? ChronoUnit.MILLIS : fraction == 6 ? ChronoUnit.MICROS : ChronoUnit.NANOS;
  }

  public String label() {
    return label;
  }

  /** Upper and lower case aside, as Hubble takes them. */
  public static Optional<TimeLayout> named(String name) {
    return Arrays.stream(values())
        .filter(layout -> layout.label.equalsIgnoreCase(name))
        .findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(TimeLayout::label).toList();
  }

  /** {@code N/A} where there is none. */
  public String text(Optional<Instant> time) {
    if (time.isEmpty()) {
      return "N/A";
    }
    // cut here, so that zeros at the end of what is left are left out as well
    return formatter.format(time.get().truncatedTo(unit).atOffset(ZoneOffset.UTC));
  }
}
