package dev.tlsdiag.capture;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Fills a ring of buffers on a thread of its own, so that the kernel's copying and the scan overlap
 * and time can go on while a stream is quiet.
 *
 * <p>Each buffer leaves {@link #HEADROOM} bytes free in front, for what the scan left of the one
 * before.
 */
final class ReadAhead implements Closeable {
  static final int HEADROOM = 64 * 1024;
  private static final int CHUNK = 1 << 20;
  private static final int RING = 4;

  private final CaptureInput input;
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(RING);
  private final BlockingQueue<ByteBuffer> full = new ArrayBlockingQueue<>(RING + 1);
  private final Thread thread = new Thread(this::run, "tlsdiag-read");
  private int allocated;
  private volatile IOException failure;

  /** Marks the end in {@link #full}. */
  private static final ByteBuffer END = ByteBuffer.allocate(0);

  ReadAhead(CaptureInput input) {
    this.input = input;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * A filled buffer, its bytes from {@link #HEADROOM} to its position; null where none came in
   * time.
   */
  ByteBuffer next(long millis) throws InterruptedException {
    return full.poll(millis, TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("ReferenceEquality") // an empty buffer is not the end
  static boolean isEnd(ByteBuffer buffer) {
    return buffer == END;
  }

  boolean drained() {
    return full.isEmpty();
  }

  /** Gives a buffer of {@link #next} back. */
  void recycle(ByteBuffer buffer) {
    free.add(buffer);
  }

  /** What ended the reading early, or null; after the end only. */
  IOException failure() {
    return failure;
  }

  private void run() {
    try {
      try {
        for (ByteBuffer buffer = take(); fill(buffer) > 0; buffer = take()) {
          full.put(buffer);
        }
      } catch (EOFException e) {
        failure = new IOException("the compressed data ends early");
      } catch (IOException e) {
        failure = e;
      } catch (RuntimeException e) { // the zstd reader's way to say that the data is corrupt
        failure = new IOException("the compressed data is corrupt: " + e.getMessage());
      } catch (OutOfMemoryError e) { // of direct memory: the reader must not wait for ever
        failure = new IOException("not enough memory to read ahead", e);
      }
      full.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ByteBuffer take() throws InterruptedException {
    ByteBuffer buffer = free.poll();
    if (buffer == null && allocated < RING) {
      allocated++;
      buffer = ByteBuffer.allocateDirect(HEADROOM + CHUNK);
    }
    if (buffer == null) {
      buffer = free.take();
    }
    return buffer.clear().position(HEADROOM);
  }

  private byte[] copy;

  private int fill(ByteBuffer buffer) throws IOException {
    if (input instanceof CaptureInput.Plain plain) {
      return read(plain.channel(), buffer);
    }
    InputStream bytes = ((CaptureInput.Streamed) input).bytes();
    if (copy == null) {
      copy = new byte[1 << 16];
    }
    int n = bytes.read(copy);
    if (n > 0) {
      buffer.put(copy, 0, n);
    }
    return n;
  }

  private static int read(FileChannel channel, ByteBuffer buffer) throws IOException {
    return channel.read(buffer);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
