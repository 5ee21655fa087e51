package dev.tlsdiag.mesh.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as programs write them at the beginning of a line. */
final class LineTime {
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[T ](\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(Z|[+-]\\d\\d:?\\d\\d)?");

  private static final int SEARCHED = 120;

  private LineTime() {}

  /** The first time of a line in the form of ISO 8601; one without a zone is taken for UTC. */
  static Optional<Instant> find(String line) {
    Matcher m = ISO.matcher(line.length() > SEARCHED ? line.substring(0, SEARCHED) : line);
    return m.find() ? of(m) : Optional.empty();
  }

  /** A text that is nothing but such a time. */
  static Optional<Instant> parse(String text) {
    Matcher m = ISO.matcher(text);
    return m.matches() ? of(m) : Optional.empty();
  }

  private static Optional<Instant> of(Matcher m) {
    try {
      LocalDateTime local =
          LocalDateTime.of(
              number(m, 1),
              number(m, 2),
              number(m, 3),
              number(m, 4),
              number(m, 5),
              number(m, 6),
              nanos(m.group(7)));
      ZoneOffset zone =
          m.group(8) == null || m.group(8).equals("Z")
              ? ZoneOffset.UTC
              : ZoneOffset.of(
                  m.group(8).length() == 5
                      ? m.group(8).substring(0, 3) + ":" + m.group(8).substring(3)
                      : m.group(8));
      return Optional.of(local.toInstant(zone));
    } catch (DateTimeException e) {
      return Optional.empty(); // digits, but no time
    }
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static int nanos(String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }
}
