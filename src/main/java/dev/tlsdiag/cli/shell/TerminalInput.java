package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jline.utils.NonBlockingInputStream;

/**
 * Standard input of one command of a session. Whoever still reads it when the command is over gets
 * the end of it: what is typed then is for the next line.
 */
final class TerminalInput extends InputStream {
  private static final int LOOK_MILLIS = 50;

  private final NonBlockingInputStream keys;
  private volatile boolean over;

  TerminalInput(NonBlockingInputStream keys) {
    this.keys = requireNonNull(keys, "keys is null");
  }

  @Override
  public int read() throws IOException {
    while (!over) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      int key = keys.peek(LOOK_MILLIS);
      if (key == NonBlockingInputStream.READ_EXPIRED) {
        continue;
      }
      return over ? -1 : keys.read();
    }
    return -1;
  }

  /** A line at most, as a terminal gives it. */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = 0;
    for (int key = read(); key >= 0; key = read()) {
      target[offset + count++] = (byte) key;
      if (key == '\n' || count == length) {
        return count;
      }
    }
    return count == 0 ? -1 : count;
  }

  @Override
  public void close() {
    over = true;
  }
}
