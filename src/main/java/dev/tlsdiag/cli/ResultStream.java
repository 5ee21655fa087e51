package dev.tlsdiag.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Standard output for a result: UTF-8 whatever the locale, buffered, and loud when it cannot be
 * written.
 *
 * <p>A {@link PrintWriter} swallows every {@link IOException}, so a command whose reader left would
 * work on for nobody. Here the failure comes out of {@code print} as {@link UncheckedIOException}
 * and ends the command. Whoever streams calls {@code flush} after each record.
 */
final class ResultStream extends FilterOutputStream {
  private static final int BUFFER_BYTES = 1 << 15;

  private ResultStream(OutputStream out) {
    super(out);
  }

  static PrintWriter open(FileDescriptor descriptor) {
    return writer(new FileOutputStream(descriptor));
  }

  static PrintWriter writer(OutputStream sink) {
    OutputStream loud = new ResultStream(new BufferedOutputStream(sink, BUFFER_BYTES));
    return new PrintWriter(new OutputStreamWriter(loud, StandardCharsets.UTF_8), false);
  }

  /** Whether the other end of the pipe was closed, which is no failure of ours. */
  static boolean isReaderGone(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("Broken pipe") || message.contains("Connection reset");
  }

  @Override
  public void write(int b) {
    try {
      out.write(b);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
