package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  private static final Pattern LINE = Pattern.compile("line ([0-9]{1,18}):");

  public ReadingTally {
    requireNonNull(firstUnreadable, "firstUnreadable is null");
  }

  /** With what became of the other lines of the same document. */
  public ReadingTally plus(ReadingTally other) {
    return new ReadingTally(
        records + other.records,
        unreadable + other.unreadable,
        Stream.of(firstUnreadable, other.firstUnreadable)
            .flatMap(Optional::stream)
            .min(Comparator.comparingLong(ReadingTally::line)),
        unknownFields + other.unknownFields,
        lost + other.lost);
  }

  private static long line(String problem) {
    Matcher line = LINE.matcher(problem);
    return line.lookingAt() ? Long.parseLong(line.group(1)) : Long.MAX_VALUE;
  }
}
