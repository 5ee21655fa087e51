package dev.tlsdiag.replay;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The two directions of a connection as the HTTP client gets them: notes when the response begins
 * and what ended it, and puts the request line as it is wanted, which the client would write in its
 * own way.
 */
final class HandedStreams {
  private final RunClock clock;
  private final Optional<String> requestLine;
  private volatile long firstByteNanos = -1;
  private volatile long firstWriteNanos = -1;
  private final AtomicLong bytesRead = new AtomicLong();
  private volatile IOException failure;

  /**
   * @param requestLine in place of the first line written, without line end; empty to keep it
   */
  HandedStreams(RunClock clock, Optional<String> requestLine) {
    this.clock = clock;
    this.requestLine = requestLine;
  }

  /** Since the start of the run; -1 where nothing came. */
  long firstByteNanos() {
    return firstByteNanos;
  }

  /** Since the start of the run; -1 where nothing was sent. */
  long firstWriteNanos() {
    return firstWriteNanos;
  }

  long bytesRead() {
    return bytesRead.get();
  }

  /** The first failure to read or write; empty while there is none. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** An alert explains more than the broken pipe that another thread meets because of it. */
  private synchronized IOException noted(IOException e) {
    boolean alert = failure != null && TlsVerdict.received(failure).isPresent();
    if (failure == null || !alert && TlsVerdict.received(e).isPresent()) {
      failure = e;
    }
    return e;
  }

  InputStream input(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        try {
          int size = super.read(target, offset, length);
          if (size > 0) {
            if (firstByteNanos < 0) {
              firstByteNanos = clock.elapsed();
            }
            bytesRead.addAndGet(size);
          }
          return size;
        } catch (IOException e) {
          throw noted(e);
        }
      }
    };
  }

  OutputStream output(OutputStream out) {
    return new FilterOutputStream(out) {
      private boolean replaced = requestLine.isEmpty();

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int end = offset + length;
        while (!replaced && from < end) {
          if (bytes[from++] == '\n') {
            replaced = true;
            byte[] first = (requestLine.orElseThrow() + "\r\n").getBytes(StandardCharsets.UTF_8);
            byte[] rest = new byte[first.length + end - from];
            System.arraycopy(first, 0, rest, 0, first.length);
            System.arraycopy(bytes, from, rest, first.length, end - from);
            send(rest, 0, rest.length);
            return;
          }
        }
        if (from < end) {
          send(bytes, from, end - from);
        }
      }

      private void send(byte[] bytes, int offset, int length) throws IOException {
        if (firstWriteNanos < 0) {
          firstWriteNanos = clock.elapsed();
        }
        try {
          out.write(bytes, offset, length);
        } catch (IOException e) {
          throw noted(e);
        }
      }
    };
  }
}
