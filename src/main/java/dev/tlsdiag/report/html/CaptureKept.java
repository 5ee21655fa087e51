package dev.tlsdiag.report.html;

import dev.tlsdiag.report.HandshakeCells;
import dev.tlsdiag.report.Mark;
import dev.tlsdiag.trace.Handshake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which handshakes of a capture of any size come onto a page: the failed ones before others. */
final class CaptureKept {
  private final Limits limits;
  private final List<Row> failed = new ArrayList<>();
  private final List<Row> others = new ArrayList<>();
  private long failedSeen;
  private long othersSeen;
  private long helloBytes;

  CaptureKept(Limits limits) {
    this.limits = limits;
  }

  /**
   * How much there may be.
   *
   * @param rows in the table
   * @param failed of them at most, so that there is something to compare them with
   * @param details in full
   * @param helloBytes of all ClientHellos on the page; those in detail get a quarter of it
   */
  record Limits(int rows, int failed, int details, long helloBytes) {
    static final Limits DEFAULT = new Limits(500, 400, 100, 1 << 20);
  }

  /** A handshake as the list shows it. */
  record Row(Handshake handshake, HandshakeCells cells) {
    boolean failed() {
      return cells.mark() == Mark.FAILED;
    }

    long helloBytes() {
      return handshake.sent().map(sent -> (long) sent.message().length()).orElse(0L);
    }
  }

  /** Counts it, and says whether there is room. */
  boolean wants(Handshake handshake) {
    boolean bad = Mark.of(handshake) == Mark.FAILED;
    failedSeen += bad ? 1 : 0;
    othersSeen += bad ? 0 : 1;
    boolean room = bad ? failed.size() < limits.failed() : others.size() < limits.rows();
    return room && helloBytes < limits.helloBytes();
  }

  void add(Handshake handshake, HandshakeCells cells) {
    Row row = new Row(handshake, cells);
    helloBytes += row.helloBytes();
    (row.failed() ? failed : others).add(row);
  }

  /** In the order of the capture. */
  List<Row> rows() {
    int room = Math.min(others.size(), limits.rows() - failed.size());
    return inOrder(Stream.concat(failed.stream(), others.subList(0, room).stream()));
  }

  /** Those in full, in the order of the capture. */
  List<Row> detailed(List<Row> rows) {
    List<Row> failedFirst =
        rows.stream().sorted(Comparator.comparing(row -> row.failed() ? 0 : 1)).toList();
    Set<Row> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
    long left = limits.helloBytes() / 4;
    for (Row row : failedFirst) {
      if (chosen.size() < limits.details() && row.helloBytes() <= left) {
        left -= row.helloBytes();
        chosen.add(row);
      }
    }
    return inOrder(chosen.stream());
  }

  private static List<Row> inOrder(Stream<Row> rows) {
    return rows.sorted(Comparator.comparing(row -> row.cells().number())).toList();
  }

  /** What is not on the page; empty where all of it is. */
  Optional<String> leftOut(int rows, int details) {
    long seen = failedSeen + othersSeen;
    if (rows == seen && details == rows) {
      return Optional.empty();
    }
    if (rows == seen) {
      return Optional.of(
          "%,d of %,d handshakes are here in detail, those that failed before others; tlsdiag capture --show N shows any of them."
              .formatted(details, rows));
    }
    return Optional.of(
        ("%,d of %,d handshakes are on this page: the first %,d of %,d that failed, the first %,d of %,d others;"
                + " %,d of them in detail. tlsdiag capture lists all.")
            .formatted(
                rows, seen, failed.size(), failedSeen, rows - failed.size(), othersSeen, details));
  }
}
