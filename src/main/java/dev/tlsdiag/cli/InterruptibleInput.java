package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A stream whose reader can be interrupted while it waits: reading standard input cannot. A thread
 * of its own does the waiting; it goes on until the stream ends or the process does.
 */
final class InterruptibleInput extends InputStream {
  private static final int PIECE = 1 << 16;
  private static final int PIECES = 4;
  private static final byte[] END = {};

  private final InputStream bytes;
  private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(PIECES);
  private volatile Optional<IOException> problem = Optional.empty();
  private byte[] piece = END;
  private int at;
  private boolean ended;

  InterruptibleInput(InputStream bytes) {
    this.bytes = requireNonNull(bytes, "bytes is null");
    Thread thread = new Thread(this::pump, "tlsdiag-input");
    thread.setDaemon(true);
    thread.start();
  }

  private void pump() {
    byte[] buffer = new byte[PIECE];
    try {
      try {
        for (int length = bytes.read(buffer); length >= 0; length = bytes.read(buffer)) {
          if (length > 0) {
            pieces.put(Arrays.copyOf(buffer, length));
          }
        }
      } catch (IOException e) {
        problem = Optional.of(e);
      }
      pieces.put(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public int available() {
    return piece.length - at + pieces.stream().mapToInt(waiting -> waiting.length).sum();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws InterruptedIOException where the thread is interrupted; it stays so
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == piece.length && !ended) {
      try {
        piece = pieces.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      at = 0;
      ended = piece.length == 0;
    }
    if (ended) {
      if (problem.isPresent()) {
        throw problem.get();
      }
      return -1;
    }
    int count = Math.min(length, piece.length - at);
    System.arraycopy(piece, at, target, offset, count);
    at += count;
    return count;
  }
}
