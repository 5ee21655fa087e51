package dev.tlsdiag.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A live interface as the bytes of a pcap file (nanoseconds, big-endian), so that everything behind
 * it is as for a pipe from tcpdump.
 */
final class LiveInput extends InputStream {
  private static final int SNAP_LENGTH = 262_144;
  private static final int NANOSECOND_MAGIC = 0xa1b23c4d;
  private static final int QUEUE = 4096;
  private static final long LOOK_MILLIS = 100;
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> records = new ArrayBlockingQueue<>(QUEUE);
  private LiveSource source;
  private volatile CaptureProblem problem;
  private byte[] current;
  private int at;
  private boolean ended;
  private volatile boolean closed;

  private LiveInput() {}

  /**
   * Opens the interface and starts to capture.
   *
   * @throws CaptureProblem as {@link LiveSource#open}
   */
  static LiveInput open(String interfaceName, String filter, boolean promiscuous)
      throws CaptureProblem {
    LiveInput input = new LiveInput();
    input.source = LiveSource.open(interfaceName, filter, SNAP_LENGTH, promiscuous, input::onFrame);
    input.current =
        ByteBuffer.allocate(24)
            .putInt(NANOSECOND_MAGIC)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(SNAP_LENGTH)
            .putInt(input.source.linkType())
            .array();
    Thread thread = new Thread(input::run, "tlsdiag-live");
    thread.setDaemon(true);
    thread.start();
    return input;
  }

  private void run() {
    try {
      source.run();
    } catch (CaptureProblem e) {
      problem = e;
    } finally {
      put(END);
    }
  }

  private void onFrame(ByteBuffer frame, int linkType, long nanos, int captured, int wire) {
    byte[] record = new byte[16 + captured];
    ByteBuffer.wrap(record)
        .order(ByteOrder.BIG_ENDIAN)
        .putInt((int) (nanos / 1_000_000_000L))
        .putInt((int) (nanos % 1_000_000_000L))
        .putInt(captured)
        .putInt(wire)
        .put(frame.duplicate().limit(frame.position() + captured));
    put(record);
  }

  /** Waits for room as long as anybody reads. */
  private void put(byte[] record) {
    try {
      while (!closed && !records.offer(record, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // The kernel counts what it drops meanwhile.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /** Waits for the first byte only; takes what else is there. */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int taken = 0;
    while (taken < length) {
      if (current == null && !next(taken == 0)) {
        break;
      }
      int size = Math.min(length - taken, current.length - at);
      System.arraycopy(current, at, into, offset + taken, size);
      taken += size;
      at += size;
      if (at == current.length) {
        current = null;
        at = 0;
      }
    }
    return taken == 0 && length > 0 ? -1 : taken;
  }

  private boolean next(boolean wait) throws IOException {
    if (ended) {
      return false;
    }
    try {
      byte[] record = wait ? awaited() : records.poll();
      if (record == END) {
        ended = true;
        if (problem != null) {
          throw new IOException(problem.getMessage());
        }
        return false;
      }
      current = record;
      return record != null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The next record, or the end where nobody wants more: who closes may have kept it out. */
  private byte[] awaited() throws InterruptedException {
    byte[] record = null;
    while (record == null && !closed) {
      record = records.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return record == null ? END : record;
  }

  /**
   * Takes no more frames; those that came can still be read, then the stream ends.
   *
   * @return frames that were lost
   */
  long stop() {
    long lost = source.dropped();
    source.finish();
    return lost;
  }

  @Override
  public int available() {
    return current == null ? 0 : current.length - at;
  }

  @Override
  public void close() {
    closed = true;
    source.close();
  }
}
