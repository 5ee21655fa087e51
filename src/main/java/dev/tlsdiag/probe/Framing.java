package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a ClientHello travels.
 *
 * @param records bytes of the message in each record, in order; what is left goes into one more.
 *     Empty: one record, where one is enough
 * @param segments bytes of the records in each write, in order; what is left goes into one more.
 *     Empty: one write. A write becomes a segment where the network lets it
 * @param pause between two writes
 * @param recordVersion {@code legacy_record_version} of the first hello, usually 0x0301
 */
public record Framing(
    List<Integer> records, List<Integer> segments, Duration pause, int recordVersion) {
  /** What clients write to a first hello (RFC 8446 section 5.1). */
  public static final int USUAL_RECORD_VERSION = 0x0301;

  private static final Duration LONG_ENOUGH = Duration.ofMillis(150);

  /** One record, one write. */
  public static final Framing ONE = new Framing(List.of(), List.of(), Duration.ZERO);

  /** Two small writes at once. */
  public static final Framing TWO_SEGMENTS = new Framing(List.of(), List.of(64), Duration.ZERO);

  /** Two writes with a pause, so that no stack joins them. */
  public static final Framing TWO_WITH_PAUSE = new Framing(List.of(), List.of(64), LONG_ENOUGH);

  /** Two records in one write. */
  public static final Framing TWO_RECORDS = new Framing(List.of(64), List.of(), Duration.ZERO);

  public Framing {
    records = List.copyOf(records);
    segments = List.copyOf(segments);
    requireNonNull(pause, "pause is null");
    if (records.stream().anyMatch(size -> size < 1)
        || segments.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("a piece without bytes");
    }
  }

  public Framing(List<Integer> records, List<Integer> segments, Duration pause) {
    this(records, segments, pause, USUAL_RECORD_VERSION);
  }

  /** A write for each of the first bytes, one for the rest. */
  public static Framing byteByByte(int count) {
    return new Framing(List.of(), Collections.nCopies(count, 1), Duration.ZERO);
  }

  public Framing withRecordVersion(int version) {
    return new Framing(records, segments, pause, version);
  }

  /** The writes that carry this message. */
  public List<Bytes> writes(Bytes message) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    HelloWriter.records(message, recordVersion, records)
        .forEach(record -> all.writeBytes(record.toArray()));
    Bytes bytes = Bytes.wrap(all.toByteArray());
    List<Bytes> writes = new ArrayList<>();
    int at = 0;
    for (int size : segments) {
      if (at < bytes.length()) {
        writes.add(bytes.slice(at, Math.min(size, bytes.length() - at)));
        at += size;
      }
    }
    if (at < bytes.length()) {
      writes.add(bytes.slice(at, bytes.length() - at));
    }
    return writes;
  }
}
