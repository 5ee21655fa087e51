package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What became of the lines or values of a document. Nothing is skipped in silence.
 *
 * @param records that were understood
 * @param unreadable lines or values that were not
 * @param firstUnreadable where the first of those stands and why: {@code line 12: …}
 * @param unknownFields fields of records that this program does not know, each occurrence
 * @param lost events that the source itself says it lost
 */
public record ReadingTally(
    long records,
    long unreadable,
    Optional<String> firstUnreadable,
    long unknownFields,
    long lost) {
  public static final ReadingTally NOTHING = new ReadingTally(0, 0, Optional.empty(), 0, 0);

  public ReadingTally {
    requireNonNull(firstUnreadable, "firstUnreadable is null");
  }
}
