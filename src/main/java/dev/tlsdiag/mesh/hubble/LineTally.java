package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.ReadingTally;
import java.util.Optional;

/** Counts what became of lines. */
final class LineTally {
  private static final int LONGEST_PROBLEM = 160;

  private long records;
  private long unreadable;
  private Optional<String> firstUnreadable = Optional.empty();
  private long lost;

  void record() {
    records++;
  }

  void lost(long events) {
    lost += events;
  }

  void unreadable(long line, String why) {
    unreadable++;
    if (firstUnreadable.isEmpty()) {
      String words = why.length() > LONGEST_PROBLEM ? why.substring(0, LONGEST_PROBLEM) : why;
      firstUnreadable = Optional.of("line " + line + ": " + words);
    }
  }

  long records() {
    return records;
  }

  ReadingTally tally(long unknownFields) {
    return new ReadingTally(records, unreadable, firstUnreadable, unknownFields, lost);
  }
}
