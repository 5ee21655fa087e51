package dev.tlsdiag.capture;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Where a capture comes from: a plain file, or bytes that stream by.
 *
 * <p>Files are read, not mapped: copying 1 GiB into a buffer that stays in the processor's cache
 * took two thirds of the time of mapping it, and a twentieth of the resident memory.
 */
sealed interface CaptureInput extends AutoCloseable {

  @Override
  void close() throws IOException;

  /** A plain file; the channel is closed with it. */
  record Plain(FileChannel channel, long size) implements CaptureInput {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /**
   * Bytes in order.
   *
   * @param live whether more may come at any time, so that waiting must not delay output
   */
  record Streamed(InputStream bytes, boolean live) implements CaptureInput {
    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }

  /** A name in a command to paste: of what a shell would take for more, the reader's to fill in. */
  static String pasted(String name) {
    return name.matches("[A-Za-z0-9_./][A-Za-z0-9_@%+:,./-]*") ? name : "NAME";
  }

  /**
   * Opens {@code name}, {@code -} being standard input; gzip and zstd are unpacked on the way.
   *
   * @throws CaptureProblem where there is no such file, or it may not be read
   */
  static CaptureInput open(String name, InputStream standardInput) throws CaptureProblem {
    try {
      if (name.equals("-")) {
        return new Streamed(unpack(new BufferedInputStream(standardInput, 1 << 16)), true);
      }
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        throw new CaptureProblem(
            "'" + name + "' is a directory", null, "tlsdiag capture " + pasted(name) + "/*.pcap");
      }
      if (!Files.isRegularFile(path) && Files.exists(path)) {
        InputStream bytes = new FileInputStream(path.toFile());
        return new Streamed(unpack(new BufferedInputStream(bytes, 1 << 16)), true);
      }
      return openFile(path);
    } catch (NoSuchFileException e) {
      throw new CaptureProblem("no such file '" + name + "'", null);
    } catch (AccessDeniedException e) {
      throw new CaptureProblem(
          "no permission to read '" + name + "'", null, "sudo tlsdiag capture " + pasted(name));
    } catch (IOException e) {
      throw new CaptureProblem("cannot read '" + name + "': " + e.getMessage(), null);
    }
  }

  /** {@code bytes} as an input; gzip and zstd are unpacked on the way. */
  static CaptureInput of(String name, InputStream bytes, boolean live) throws CaptureProblem {
    try {
      return new Streamed(unpack(new BufferedInputStream(bytes, 1 << 16)), live);
    } catch (IOException e) {
      throw new CaptureProblem("cannot read '" + name + "': " + e.getMessage(), null);
    }
  }

  private static CaptureInput openFile(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    byte[] magic = new byte[4];
    int read = channel.read(ByteBuffer.wrap(magic), 0);
    if (read == 4 && (gzip(magic) || zstd(magic))) {
      channel.close();
      return new Streamed(
          unpack(new BufferedInputStream(new FileInputStream(path.toFile()), 1 << 16)), false);
    }
    return new Plain(channel, channel.size());
  }

  /**
   * {@code bytes} as they are, or unpacked where they begin like gzip (RFC 1952) or zstd (RFC
   * 8878).
   */
  static InputStream unpack(BufferedInputStream bytes) throws IOException {
    bytes.mark(8);
    byte[] magic = bytes.readNBytes(4);
    bytes.reset();
    if (magic.length == 4 && gzip(magic)) {
      return new GZIPInputStream(bytes, 1 << 16);
    }
    if (magic.length == 4 && zstd(magic)) {
      return Zstd.unpack(bytes);
    }
    return bytes;
  }

  private static boolean gzip(byte[] magic) {
    return magic[0] == 0x1f && magic[1] == (byte) 0x8b;
  }

  private static boolean zstd(byte[] magic) {
    return magic[0] == 0x28
        && magic[1] == (byte) 0xb5
        && magic[2] == 0x2f
        && magic[3] == (byte) 0xfd;
  }

  /** Apart, so that the library is loaded for zstd files only. */
  final class Zstd {
    private Zstd() {}

    static InputStream unpack(InputStream bytes) {
      return new Checked(new io.airlift.compress.zstd.ZstdInputStream(bytes));
    }

    /** The library tells broken bytes by unchecked exceptions; which, it does not say. */
    private static final class Checked extends FilterInputStream {
      Checked(InputStream unpacked) {
        super(unpacked);
      }

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        try {
          return in.read(to, offset, length);
        } catch (RuntimeException e) {
          throw new ZipException("no zstd: " + e.getMessage());
        }
      }

      @Override
      public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
      }
    }
  }
}
