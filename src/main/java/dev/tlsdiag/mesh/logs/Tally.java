package dev.tlsdiag.mesh.logs;

import dev.tlsdiag.mesh.ReadingTally;
import java.util.Optional;

/** Counts while reading. */
final class Tally {
  private long records;
  private long unreadable;
  private String firstUnreadable;
  private long unknownFields;
  private long lost;

  void onRecord() {
    records++;
  }

  void onUnreadable(long line, String why) {
    unreadable++;
    if (firstUnreadable == null) {
      firstUnreadable = "line %d: %s".formatted(line, why);
    }
  }

  void onUnknownField() {
    unknownFields++;
  }

  void onLost(long number) {
    lost += number;
  }

  ReadingTally told() {
    return new ReadingTally(
        records, unreadable, Optional.ofNullable(firstUnreadable), unknownFields, lost);
  }
}
