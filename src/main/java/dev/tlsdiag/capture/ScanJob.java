package dev.tlsdiag.capture;

import dev.tlsdiag.pcap.CaptureFormatException;
import dev.tlsdiag.pcap.CaptureReader;
import dev.tlsdiag.pcap.ReaderCounters;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Feeds one input to a {@link Target} up to its end, whatever the input does. */
final class ScanJob {
  /** The longest record or block that is waited for. */
  private static final int MAX_RECORD = 64 << 20;

  private static final long TICK_MILLIS = 100;

  /** Takes the bytes of a capture. */
  interface Target {
    /** As {@link CaptureReader#read}. */
    int read(ByteBuffer window, int position, int limit) throws CaptureFormatException;

    /** Live time goes on: {@code quietNanos} since the last bytes. */
    default void tick(long quietNanos) {}

    /** The input ends, with {@code left} bytes that are no whole record. */
    void finish(int left) throws CaptureFormatException;

    /** Nothing more is wanted, though the input may have more. */
    default void stop() {}

    ReaderCounters counters();
  }

  /** Called between chunks, so that a live output never waits for a full batch. */
  interface Pulse {
    /** Returns whether to go on. */
    boolean beat(long bytesDone, boolean idle);

    void warning(String message);
  }

  private final Target scan;
  private final Pulse pulse;

  /** Bytes of an unfinished record, where they are more than a buffer's headroom; else null. */
  private ByteBuffer carry;

  private int carried;

  /** Unfinished bytes at the end of {@link #lastBuffer}. */
  private ByteBuffer lastBuffer;

  private int lastFrom;
  private int lastTo;

  ScanJob(Target scan, Pulse pulse) {
    this.scan = scan;
    this.pulse = pulse;
  }

  /**
   * Reads {@code input} to its end; what cannot be read becomes a warning where something could,
   * and a problem where nothing could.
   */
  void run(String name, CaptureInput input) throws CaptureProblem {
    boolean ended = false;
    boolean live = input instanceof CaptureInput.Streamed streamed && streamed.live();
    try {
      try (ReadAhead ahead = new ReadAhead(input)) {
        ended = loop(ahead, live);
        if (ahead.failure() != null) {
          pulse.warning("reading stopped: " + ahead.failure().getMessage());
        }
      } catch (IOException e) {
        ended = true;
        pulse.warning("reading stopped: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      if (ended) {
        scan.finish(carry != null ? carried : lastTo - lastFrom);
      } else {
        scan.stop();
      }
    } catch (CaptureFormatException e) {
      throw new CaptureProblem("'" + name + "' " + e.getMessage(), null);
    }
    ReaderCounters read = scan.counters();
    read.warnings().forEach(pulse::warning);
    if (read.nothingReadable()) {
      throw new CaptureProblem(
          "'" + name + "' cannot be read: " + String.join("; ", read.warnings()), null);
    }
  }

  /** Returns whether the input came to its end. */
  private boolean loop(ReadAhead ahead, boolean live)
      throws InterruptedException, IOException, CaptureFormatException {
    long total = 0;
    long lastChunk = System.nanoTime();
    while (true) {
      ByteBuffer buffer = ahead.next(TICK_MILLIS);
      if (buffer == null) {
        if (live) {
          scan.tick(System.nanoTime() - lastChunk);
        }
        if (!pulse.beat(total, true)) {
          return false;
        }
        continue;
      }
      if (ReadAhead.isEnd(buffer)) {
        return true;
      }
      total += buffer.position() - ReadAhead.HEADROOM;
      feed(ahead, buffer);
      lastChunk = System.nanoTime();
      if (!pulse.beat(total, live && ahead.drained())) {
        return false;
      }
    }
  }

  private void feed(ReadAhead ahead, ByteBuffer buffer) throws IOException, CaptureFormatException {
    int from = ReadAhead.HEADROOM;
    int to = buffer.position();
    if (carry == null && lastTo - lastFrom > ReadAhead.HEADROOM) {
      carry = ByteBuffer.allocateDirect(4 * (lastTo - lastFrom) + (to - from));
      carry.put(0, lastBuffer, lastFrom, lastTo - lastFrom);
      carried = lastTo - lastFrom;
    }
    if (carry != null) {
      giveBack(ahead);
      grow(to - from);
      carry.put(carried, buffer, from, to - from);
      carried += to - from;
      ahead.recycle(buffer);
      int done = scan.read(carry, 0, carried);
      ByteBuffer rest = carry.slice(done, carried - done);
      carried -= done;
      if (done > 0) {
        carry.put(0, copyOf(rest), 0, carried);
      }
      return;
    }
    if (lastBuffer != null) {
      int size = lastTo - lastFrom;
      from -= size;
      buffer.put(from, lastBuffer, lastFrom, size);
      giveBack(ahead);
    }
    lastFrom = scan.read(buffer, from, to);
    lastTo = to;
    lastBuffer = buffer;
  }

  private static ByteBuffer copyOf(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  private void grow(int more) throws IOException {
    if (carried + more > carry.capacity()) {
      if (carried > MAX_RECORD) {
        throw new IOException("a record of more than " + MAX_RECORD + " bytes");
      }
      ByteBuffer larger = ByteBuffer.allocateDirect(Math.max(carry.capacity() * 2, carried + more));
      larger.put(0, carry, 0, carried);
      carry = larger;
    }
  }

  private void giveBack(ReadAhead ahead) {
    if (lastBuffer != null) {
      ahead.recycle(lastBuffer);
      lastBuffer = null;
      lastFrom = 0;
      lastTo = 0;
    }
  }
}
