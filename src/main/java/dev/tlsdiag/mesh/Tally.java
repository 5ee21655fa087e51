package dev.tlsdiag.mesh;

import java.util.Optional;

/** Counts, while a document is read, what becomes of its lines. */
public final class Tally {
  private static final int LONGEST_PROBLEM = 160;

  private long records;
  private long unreadable;
  private Optional<String> firstUnreadable = Optional.empty();
  private long unknownFields;
  private long lost;

  public void onRecord() {
    records++;
  }

  /**
   * A line that was not understood.
   *
   * @param line its number, from 1
   */
  public void onUnreadable(long line, String why) {
    unreadable++;
    if (firstUnreadable.isEmpty()) {
      String words = why.length() > LONGEST_PROBLEM ? why.substring(0, LONGEST_PROBLEM) : why;
      firstUnreadable = Optional.of("line " + line + ": " + words);
    }
  }

  public void onUnknownField() {
    onUnknownFields(1);
  }

  public void onUnknownFields(long number) {
    unknownFields += number;
  }

  /** Events that the source says it lost. */
  public void onLost(long number) {
    lost += number;
  }

  public ReadingTally told() {
    return new ReadingTally(records, unreadable, firstUnreadable, unknownFields, lost);
  }

  /**
   * With what was counted elsewhere.
   *
   * @param moreUnknownFields beside those told here
   */
  public ReadingTally told(long moreUnknownFields) {
    return new ReadingTally(
        records, unreadable, firstUnreadable, unknownFields + moreUnknownFields, lost);
  }
}
