package dev.tlsdiag.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * How far a long file is read, on one line of a terminal that is wiped before anything else is
 * printed.
 */
final class ProgressLine {
  private static final long FIRST_AFTER_NANOS = 700_000_000L;
  private static final long EVERY_NANOS = 200_000_000L;
  private static final String WIPE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean enabled;
  private final long start = System.nanoTime();
  private long last = start;
  private boolean shown;

  /**
   * @param enabled whether {@code err} is a terminal, and a person is looking
   */
  ProgressLine(PrintWriter err, boolean enabled) {
    this.err = err;
    this.enabled = enabled;
  }

  void show(String file, long done, long total) {
    if (!enabled || total <= 0) {
      return;
    }
    long now = System.nanoTime();
    if (now - start < FIRST_AFTER_NANOS || now - last < EVERY_NANOS) {
      return;
    }
    last = now;
    shown = true;
    err.print(WIPE + "reading " + file + ": " + 100 * done / total + " %");
    err.flush();
  }

  void wipe() {
    if (shown) {
      err.print(WIPE);
      err.flush();
      shown = false;
    }
  }

  /** A stream to the same terminal, perhaps: the line is wiped before each write. */
  OutputStream before(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        wipe();
        out.write(bytes, offset, length);
      }

      @Override
      public void write(int b) throws IOException {
        wipe();
        out.write(b);
      }
    };
  }
}
