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
import java.util.Optional;

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
    return new Text(new ResultStream(new BufferedOutputStream(sink, BUFFER_BYTES)), null);
  }

  /** Likewise, for commands whose results may be asked for afterwards. */
  static PrintWriter writer(OutputStream sink, KeptResult.Keeper keeper) {
    return new Text(new ResultStream(new BufferedOutputStream(sink, BUFFER_BYTES)), keeper);
  }

  /** Who keeps what is found by commands that print here. */
  static Optional<KeptResult.Keeper> keeper(PrintWriter out) {
    return out instanceof Text text ? Optional.ofNullable(text.keeper) : Optional.empty();
  }

  /** Whether what is printed here goes to standard output, and not to somebody who collects it. */
  static boolean isOfProcess(PrintWriter out) {
    return out instanceof Text;
  }

  /** Characters on the way to a stream that can also be written to directly. */
  private static final class Text extends PrintWriter {
    private final OutputStream bytes;
    private final KeptResult.Keeper keeper;

    Text(OutputStream bytes, KeptResult.Keeper keeper) {
      super(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
      this.bytes = bytes;
      this.keeper = keeper;
    }
  }

  /**
   * The stream behind {@code out} for a result that is UTF-8 already and large. What was printed so
   * far goes first; from then on one of the two must be used alone.
   */
  static OutputStream bytesOf(PrintWriter out) {
    out.flush();
    if (out instanceof Text text) {
      return text.bytes;
    }
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        out.print(new String(bytes, offset, length, StandardCharsets.UTF_8));
      }

      @Override
      public void flush() {
        out.flush();
      }
    };
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

  /** Standard output is the process's: whoever is done with it leaves it open. */
  @Override
  public void close() {
    flush();
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
