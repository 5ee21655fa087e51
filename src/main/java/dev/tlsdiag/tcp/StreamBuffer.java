package dev.tlsdiag.tcp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One direction of a TCP connection as a byte stream, put together from segments in any order.
 *
 * <ol>
 *   <li>Bytes that continue the stream are appended; first data wins, and a later copy that differs
 *       is counted in {@link #conflicts()}.
 *   <li>Bytes beyond a hole wait, at most {@link #MAX_WAITING_BYTES} of them.
 *   <li>{@link #skipGap()} gives a hole up: the stream goes on behind it and {@link
 *       #missingBytes()} grows.
 * </ol>
 *
 * <p>Sequence numbers wrap (RFC 9293 section 3.4): they are compared by the sign of their
 * difference. Not thread-safe.
 */
public final class StreamBuffer {
  /** Contiguous bytes kept for one direction. */
  public static final int MAX_BYTES = 256 * 1024;

  /** Out-of-order bytes kept for one direction. */
  public static final int MAX_WAITING_BYTES = 128 * 1024;

  private static final int MAX_WAITING_SEGMENTS = 256;

  private static final int MARK_BYTES = 12;
  private static final int WAITING_OVERHEAD_BYTES = 64;

  private static final byte[] NONE = new byte[0];

  private final ArrayPool pool;
  private byte[] bytes = NONE;
  private int length;
  private boolean anchored;
  private int nextSequence;
  private int gapAt = -1;

  /** Below this index bytes were cut out, so that indexes and sequence numbers part. */
  private int cutAt;

  private int[] markEnds = new int[4];
  private long[] markFrames = new long[4];
  private int marks;

  private Waiting waiting;
  private int waitingBytes;
  private int waitingSegments;

  private long missingBytes;
  private int conflicts;
  private long droppedBytes;
  private int droppedSegments;

  private static final class Waiting {
    final int sequence;
    final byte[] bytes;
    final long frame;
    Waiting next;

    Waiting(int sequence, byte[] bytes, long frame, Waiting next) {
      this.sequence = sequence;
      this.bytes = bytes;
      this.frame = frame;
      this.next = next;
    }
  }

  /**
   * @param pool where the array of the bytes comes from and goes back to
   */
  public StreamBuffer(ArrayPool pool) {
    this.pool = pool;
  }

  /** Whether the sequence number of the first byte is known. */
  public boolean anchored() {
    return anchored;
  }

  /** The stream starts at {@code sequence}; only before the first byte. */
  public void anchor(int sequence) {
    anchored = true;
    nextSequence = sequence;
  }

  /** The sequence number that continues the stream. */
  public int nextSequence() {
    return nextSequence;
  }

  /** Contiguous bytes there are. */
  public int length() {
    return length;
  }

  /** The array of the stream's bytes, {@code [0, length())}; shared, not to be written. */
  public byte[] array() {
    return bytes;
  }

  public boolean hasWaiting() {
    return waiting != null;
  }

  public int waitingSegments() {
    return waitingSegments;
  }

  /**
   * Where the last hole was given up, as an index into {@link #array()}; -1 where there was none.
   */
  public int gapAt() {
    return gapAt;
  }

  public long missingBytes() {
    return missingBytes;
  }

  /** Segments that disagreed with bytes already taken. */
  public int conflicts() {
    return conflicts;
  }

  /** Bytes not kept because of the caps. */
  public long droppedBytes() {
    return droppedBytes;
  }

  public int droppedSegments() {
    return droppedSegments;
  }

  /** Memory held, for the caller's budget. */
  public int retainedBytes() {
    return bytes.length
        + waitingBytes
        + markEnds.length * MARK_BYTES
        + waitingSegments * WAITING_OVERHEAD_BYTES;
  }

  /**
   * The index of the stream's byte with sequence number {@code sequence}; may lie outside of [0,
   * length()].
   */
  public int indexOf(int sequence) {
    return length - (nextSequence - sequence);
  }

  /**
   * Takes a segment.
   *
   * @return how many bytes the stream grew by
   */
  public int accept(int sequence, ByteBuffer from, int offset, int size, long frame) {
    int before = length;
    int ahead = sequence - nextSequence;
    if (ahead == 0 && waiting == null) {
      append(from, offset, size, frame);
    } else if (ahead > 0) {
      await(sequence, from, offset, size, frame);
    } else {
      int known = Math.min(size, -ahead);
      compare(sequence, from, offset, known);
      if (size > known) {
        if (waiting == null) {
          append(from, offset + known, size - known, frame);
        } else {
          await(sequence + known, from, offset + known, size - known, frame);
        }
      }
    }
    if (waiting != null) {
      drain();
    }
    return length - before;
  }

  /**
   * Puts the start of the stream back to an earlier sequence number, for a capture that began in
   * its middle and out of order; what is there already waits for the bytes between.
   */
  public void rebase(int sequence) {
    byte[] held = Arrays.copyOf(bytes, length);
    int heldSequence = nextSequence - length;
    int[] ends = Arrays.copyOf(markEnds, marks);
    long[] frames = Arrays.copyOf(markFrames, marks);
    length = 0;
    marks = 0;
    gapAt = -1;
    nextSequence = sequence;
    int start = 0;
    for (int i = 0; i < ends.length; i++) {
      insert(heldSequence + start, Arrays.copyOfRange(held, start, ends[i]), frames[i]);
      start = ends[i];
    }
  }

  /** Gives up the hole before the first waiting segment; false where nothing waits. */
  public boolean skipGap() {
    if (waiting == null) {
      return false;
    }
    missingBytes += waiting.sequence - nextSequence;
    nextSequence = waiting.sequence;
    gapAt = length;
    drain();
    return true;
  }

  /** Forgets the bytes and frees their memory; the counters and the sequence number stay. */
  public void release() {
    pool.give(bytes);
    bytes = NONE;
    length = 0;
    marks = 0;
    gapAt = -1;
    cutAt = 0;
  }

  /** Takes {@code [from, from + size)} out of the stream: another protocol's framing. */
  public void cut(int from, int size) {
    System.arraycopy(bytes, from + size, bytes, from, length - from - size);
    length -= size;
    int kept = 0;
    for (int i = 0; i < marks; i++) {
      int end = markEnds[i] <= from ? markEnds[i] : Math.max(from, markEnds[i] - size);
      if (kept == 0 ? end > 0 : end > markEnds[kept - 1]) {
        markEnds[kept] = end;
        markFrames[kept++] = markFrames[i];
      }
    }
    marks = kept;
    cutAt = from;
  }

  /** Forgets the first {@code size} bytes; every index moves down by {@code size}. */
  public void discard(int size) {
    System.arraycopy(bytes, size, bytes, 0, length - size);
    length -= size;
    int kept = 0;
    for (int i = 0; i < marks; i++) {
      if (markEnds[i] > size) {
        markEnds[kept] = markEnds[i] - size;
        markFrames[kept++] = markFrames[i];
      }
    }
    marks = kept;
    gapAt = gapAt < size ? -1 : gapAt - size;
    cutAt = Math.max(0, cutAt - size);
  }

  /** The number of segments that brought bytes of {@code [from, to)}. */
  public int segments(int from, int to) {
    int count = 0;
    int start = 0;
    for (int i = 0; i < marks; i++) {
      if (start < to && markEnds[i] > from) {
        count++;
      }
      start = markEnds[i];
    }
    return count;
  }

  /** The most bytes that one of the segments with bytes of {@code [from, to)} brought. */
  public int largestSegment(int from, int to) {
    int largest = 0;
    int start = 0;
    for (int i = 0; i < marks; i++) {
      if (start < to && markEnds[i] > from) {
        largest = Math.max(largest, markEnds[i] - start);
      }
      start = markEnds[i];
    }
    return largest;
  }

  /** The bytes missing before the first segment that waits; 0 where none does. */
  public int holeBytes() {
    return waiting == null ? 0 : waiting.sequence - nextSequence;
  }

  /** The frames that brought bytes of {@code [from, to)}, ascending, each once. */
  public long[] frames(int from, int to) {
    long[] found = new long[marks];
    int count = 0;
    int start = 0;
    for (int i = 0; i < marks; i++) {
      if (start < to && markEnds[i] > from) {
        found[count++] = markFrames[i];
      }
      start = markEnds[i];
    }
    Arrays.sort(found, 0, count);
    int unique = 0;
    for (int i = 0; i < count; i++) {
      if (i == 0 || found[i] != found[i - 1]) {
        found[unique++] = found[i];
      }
    }
    return Arrays.copyOf(found, unique);
  }

  /** Whether a segment begins at stream index {@code index}. */
  public boolean segmentStartsAt(int index) {
    if (index == 0) {
      return true;
    }
    return Arrays.binarySearch(markEnds, 0, marks, index) >= 0;
  }

  /** The first index above {@code index} at which a segment begins, or -1. */
  public int nextSegmentStart(int index) {
    int found = Arrays.binarySearch(markEnds, 0, marks, index + 1);
    int mark = found < 0 ? -found - 1 : found;
    return mark < marks && markEnds[mark] < length ? markEnds[mark] : -1;
  }

  private void append(ByteBuffer from, int offset, int size, long frame) {
    int taken = Math.min(size, MAX_BYTES - length);
    if (taken > 0) {
      grow(length + taken);
      from.get(offset, bytes, length, taken);
      length += taken;
      mark(frame);
    }
    droppedBytes += size - taken;
    nextSequence += size;
  }

  private void appendWaited(Waiting piece, int known) {
    int size = piece.bytes.length - known;
    int taken = Math.min(size, MAX_BYTES - length);
    if (taken > 0) {
      grow(length + taken);
      System.arraycopy(piece.bytes, known, bytes, length, taken);
      length += taken;
      mark(piece.frame);
    }
    droppedBytes += size - taken;
    nextSequence += size;
  }

  private void grow(int needed) {
    if (needed > bytes.length) {
      byte[] larger = pool.take(Math.max(needed, bytes.length * 2));
      System.arraycopy(bytes, 0, larger, 0, length);
      pool.give(bytes);
      bytes = larger;
    }
  }

  private void mark(long frame) {
    if (marks > 0 && markEnds[marks - 1] == length) {
      return;
    }
    if (marks == markEnds.length) {
      markEnds = Arrays.copyOf(markEnds, marks * 2);
      markFrames = Arrays.copyOf(markFrames, marks * 2);
    }
    markEnds[marks] = length;
    markFrames[marks++] = frame;
  }

  private void compare(int sequence, ByteBuffer from, int offset, int size) {
    int index = indexOf(sequence);
    int kept = Math.max(gapAt, cutAt); // below a gap indexes and sequence numbers part
    for (int i = 0; i < size; i++) {
      int at = index + i;
      if (at >= kept && at < length && bytes[at] != from.get(offset + i)) {
        conflicts++;
        return;
      }
    }
  }

  private void await(int sequence, ByteBuffer from, int offset, int size, long frame) {
    if (waitingBytes + size > MAX_WAITING_BYTES || waitingSegments >= MAX_WAITING_SEGMENTS) {
      droppedSegments++;
      droppedBytes += size;
      return;
    }
    byte[] copy = new byte[size];
    from.get(offset, copy, 0, size);
    insert(sequence, copy, frame);
  }

  /** Inserts only what no waiting segment covers: first data wins here too. */
  private void insert(int sequence, byte[] data, long frame) {
    Waiting before = null;
    Waiting at = waiting;
    int from = 0;
    while (from < data.length) {
      int start = sequence + from;
      while (at != null && at.sequence + at.bytes.length - start <= 0) {
        before = at;
        at = at.next;
      }
      int until =
          at == null ? data.length : Math.min(data.length, from + Math.max(0, at.sequence - start));
      if (until > from) {
        Waiting piece = new Waiting(start, Arrays.copyOfRange(data, from, until), frame, at);
        if (before == null) {
          waiting = piece;
        } else {
          before.next = piece;
        }
        before = piece;
        waitingBytes += until - from;
        waitingSegments++;
        from = until;
      } else {
        int into = start - at.sequence;
        int covered = Math.min(data.length - from, at.bytes.length - into);
        if (!Arrays.equals(data, from, from + covered, at.bytes, into, into + covered)) {
          conflicts++;
        }
        from += covered;
      }
    }
  }

  private void drain() {
    while (waiting != null && waiting.sequence - nextSequence <= 0) {
      Waiting first = waiting;
      waiting = first.next;
      waitingBytes -= first.bytes.length;
      waitingSegments--;
      int known = nextSequence - first.sequence;
      if (known < first.bytes.length) {
        appendWaited(first, known);
      }
    }
  }
}
