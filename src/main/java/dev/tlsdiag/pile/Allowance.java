package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * How much of one file given by the user may still be unpacked. All archives in it share one: what
 * counts is what it costs, whatever its headers say.
 */
final class Allowance {
  /** A small file may well shrink to next to nothing. */
  private static final long RATIO_FREE = 32L << 20;

  /** Nothing more of this file is unpacked. */
  static final class ExceededException extends IOException {
    private static final long serialVersionUID = 1;

    ExceededException(String message) {
      super(message);
    }
  }

  private final ArchiveLimits limits;
  private long packed;
  private long unpacked;
  private int members;

  Allowance(ArchiveLimits limits) {
    this.limits = requireNonNull(limits, "limits is null");
  }

  ArchiveLimits limits() {
    return limits;
  }

  void onMember() throws ExceededException {
    if (++members > limits.members()) {
      throw new ExceededException(
          "has more than %s members".formatted(Numbers.grouped(limits.members())));
    }
  }

  void onPacked(long bytes) {
    packed += bytes;
  }

  private void onUnpacked(long bytes) throws ExceededException {
    unpacked += bytes;
    if (unpacked > limits.bytes()) {
      throw new ExceededException(
          "unpacks to more than %s bytes".formatted(Numbers.grouped(limits.bytes())));
    }
    if (unpacked > RATIO_FREE && unpacked / limits.ratio() > packed) {
      throw new ExceededException(
          "unpacks to more than %s times its size".formatted(Numbers.grouped(limits.ratio())));
    }
  }

  /** The file itself: what is read of it counts as packed. */
  InputStream packed(InputStream in) {
    return new Counted(in) {
      @Override
      void count(long bytes) {
        onPacked(bytes);
      }
    };
  }

  /** What comes out of an archive or a compressed document. */
  InputStream unpacked(InputStream in) {
    return new Counted(in) {
      @Override
      void count(long bytes) throws IOException {
        onUnpacked(bytes);
      }
    };
  }

  private abstract static class Counted extends FilterInputStream {
    Counted(InputStream in) {
      super(in);
    }

    abstract void count(long bytes) throws IOException;

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        count(1);
      }
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      count(skipped);
      return skipped;
    }
  }
}
