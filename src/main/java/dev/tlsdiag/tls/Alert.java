package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * An alert in the clear (RFC 8446 section 6).
 *
 * @param level 1 warning, 2 fatal; others are kept as sent
 */
public record Alert(int level, AlertDescription description) {
  public static final int WARNING = 1;
  public static final int FATAL = 2;

  public Alert {
    requireNonNull(description, "description is null");
  }

  /**
   * Reads the two bytes of an alert; what follows in the record is another alert and is left alone.
   *
   * @throws MalformedMessageException where there are fewer than two
   */
  public static Alert parse(Bytes body) throws MalformedMessageException {
    WireReader reader = body.reader();
    return new Alert(reader.u8("level"), AlertDescription.of(reader.u8("description")));
  }

  /** {@code warning}, {@code fatal}, or the number as {@code level_3}. */
  public String levelName() {
    return level == WARNING ? "warning" : level == FATAL ? "fatal" : "level_" + level;
  }
}
