package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/**
 * Times as text in one zone, made for many times that are close to each other: the part down to the
 * second is kept from one call to the next.
 */
public final class TimeText {
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  private final ZoneRules rules;
  private long second = Long.MIN_VALUE;
  private String rfc3339 = "";
  private String offset = "";
  private String hubble = "";

  public TimeText(ZoneId zone) {
    rules = requireNonNull(zone, "zone is null").getRules();
  }

  /** RFC 3339 with microseconds, or nanoseconds where the capture has them. */
  public void rfc3339(Instant time, TextBuffer out) {
    at(time.getEpochSecond());
    out.ascii(rfc3339).add('.');
    int nanos = time.getNano();
    if (nanos % 1000 == 0) {
      out.number(nanos / 1000, 6);
    } else {
      out.number(nanos, 9);
    }
    out.ascii(offset);
  }

  /** The same of one time. */
  public static String rfc3339(Instant time, ZoneId zone) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer out = new TextBuffer(bytes);
    new TimeText(zone).rfc3339(time, out);
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toString(StandardCharsets.US_ASCII);
  }

  /** As hubble prints it, {@code Nov 20 12:01:53.520}. */
  public void hubble(Instant time, TextBuffer out) {
    at(time.getEpochSecond());
    out.ascii(hubble).add('.').number(time.getNano() / 1_000_000, 3);
  }

  private void at(long epochSecond) {
    if (epochSecond == second) {
      return;
    }
    second = epochSecond;
    ZoneOffset zone = rules.getOffset(Instant.ofEpochSecond(epochSecond));
    long local = epochSecond + zone.getTotalSeconds();
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(local, 86_400));
    int ofDay = Math.floorMod(local, 86_400);
    String clock = two(ofDay / 3600) + ":" + two(ofDay / 60 % 60) + ":" + two(ofDay % 60);
    rfc3339 = date + "T" + clock;
    offset = zone.getId(); // "Z" or "+01:00"
    hubble = MONTHS[date.getMonthValue() - 1] + " " + two(date.getDayOfMonth()) + " " + clock;
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
