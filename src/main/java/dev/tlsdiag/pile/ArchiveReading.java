package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * Goes through an archive, each member once. What members cost is counted as they are read: one
 * that overlaps another, or lies about its size, costs what it gives. Nothing is written anywhere;
 * a member's path is a text.
 */
final class ArchiveReading {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_NAME = 300;

  /** Long names and extended headers; the directory at the end of a ZIP counts as one, too. */
  private static final long LARGEST_HEADER = 32L << 20;

  private static final long LARGEST_HELD = 128L << 20;
  private static final long LARGEST_DIRECTORY = 32L << 20;

  /** "End of central directory record" (APPNOTE 4.3.16); a comment may follow. */
  private static final int END_OF_DIRECTORY = 0x06054b50;

  /** Its bytes in their order, {@code PK\\1\\2} (APPNOTE 4.3.12). */
  private static final int ENTRY_OF_DIRECTORY = 0x504b0102;

  private static final int END_LENGTH = 22;
  private static final int END_SEARCHED = END_LENGTH + 0xffff;

  /** What is done with members. */
  interface Members {
    /**
     * A file.
     *
     * @param in ends with the member; need not be read to its end
     * @param written when it was last written to, where the archive tells
     */
    void onMember(String name, InputStream in, Optional<Instant> written) throws IOException;

    /** A member that is not read, and why: {@code encrypted}, {@code symbolic link} … */
    void onSkipped(String name, String why);
  }

  private final Allowance allowance;

  ArchiveReading(Allowance allowance) {
    this.allowance = requireNonNull(allowance, "allowance is null");
  }

  /** What one compressed document is when it is unpacked. */
  InputStream unpack(ArchiveFormat format, InputStream in) throws IOException {
    InputStream buffered = new BufferedInputStream(in, BUFFER);
    InputStream unpacked =
        switch (format) {
          case GZIP -> new GZIPInputStream(buffered, BUFFER);
          case ZSTD -> dev.tlsdiag.capture.Compression.zstd(buffered);
          case BZIP2 -> new BZip2CompressorInputStream(buffered, true);
          case ZIP, TAR -> throw new IllegalArgumentException(format + " has members");
        };
    return allowance.unpacked(unpacked);
  }

  /** Each member of an archive that streams by. What follows a broken place cannot be found. */
  void read(ArchiveFormat format, InputStream in, Members members) throws IOException {
    Guarded guarded = new Guarded(new BufferedInputStream(in, BUFFER));
    switch (format) {
      case ZIP -> each(new ZipArchiveInputStream(guarded, "UTF-8", true, true), guarded, members);
      case TAR -> each(new TarArchiveInputStream(guarded, "UTF-8"), guarded, members);
      case GZIP, ZSTD, BZIP2 -> throw new IllegalArgumentException(format + " has no members");
    }
  }

  /**
   * Each member of a ZIP file. Its directory is asked here, because only that tells how long a
   * member is that was stored as it is by a program that streams; what members cost is counted all
   * the same.
   *
   * @return false where its directory cannot be used and nothing was read
   */
  boolean readZip(Path file, Members members) throws IOException {
    long size = Files.size(file);
    try (ZipFile zip = ZipFile.builder().setPath(file).setIgnoreLocalFileHeader(false).get()) {
      allowance.onPacked(size);
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        allowance.onMember();
        if (entry.isDirectory()) {
          continue;
        }
        String refusal = refusal(entry, zip.canReadEntryData(entry));
        if (!refusal.isEmpty()) {
          members.onSkipped(shown(entry.getName()), refusal);
          continue;
        }
        member(entry, () -> zip.getInputStream(entry), members);
      }
      return true;
    } catch (Allowance.ExceededException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether the directory of a ZIP file is of a size that fits into memory.
   *
   * @param members it may have; as objects they take ten times their bytes
   */
  static boolean hasSmallDirectory(Path file, int members) {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      int length = (int) Math.min(channel.size(), END_SEARCHED);
      long from = channel.size() - length;
      ByteBuffer end = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      channel.position(from);
      while (end.hasRemaining() && channel.read(end) >= 0) {
        // until it is full
      }
      for (int at = end.position() - END_LENGTH; at >= 0; at--) {
        if (end.getInt(at) == END_OF_DIRECTORY) {
          // Entries are read as long as there are any, whatever count and size the end tells
          long directory = Integer.toUnsignedLong(end.getInt(at + 16));
          return directory != 0xffffffffL
              && channel.size() - directory <= LARGEST_DIRECTORY
              && entries(channel.position(directory), members) <= members;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  /** How many entries there may be from here on, or one more than are wanted. */
  private static int entries(SeekableByteChannel channel, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    int entries = 0;
    int last = 0;
    while (entries <= most && channel.read(buffer.clear()) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        last = last << 8 | buffer.get() & 0xff;
        entries += last == ENTRY_OF_DIRECTORY ? 1 : 0;
      }
    }
    return entries;
  }

  private void each(
      ArchiveInputStream<? extends ArchiveEntry> archive, Guarded guarded, Members members)
      throws IOException {
    while (true) {
      guarded.allow(LARGEST_HEADER);
      ArchiveEntry entry = next(archive);
      if (entry == null) {
        return;
      }
      allowance.onMember();
      // Such a member is held as a whole to find its end
      boolean held =
          entry instanceof ZipArchiveEntry zip
              && zip.getMethod() == ZipArchiveEntry.STORED
              && zip.getGeneralPurposeBit().usesDataDescriptor();
      guarded.allow(held ? LARGEST_HELD : Long.MAX_VALUE);
      if (entry.isDirectory()) {
        continue;
      }
      String refusal = refusal(entry, archive.canReadEntryData(entry));
      if (!refusal.isEmpty()) {
        members.onSkipped(shown(entry.getName()), refusal);
        continue;
      }
      member(entry, () -> new Unclosed(archive), members);
    }
  }

  private static ArchiveEntry next(ArchiveInputStream<? extends ArchiveEntry> archive)
      throws IOException {
    try {
      return archive.getNextEntry();
    } catch (RuntimeException e) { // the library's, about what it read
      throw new IOException(Words.of(e), e);
    }
  }

  /** Opens a member. */
  private interface Opener {
    InputStream open() throws IOException;
  }

  private void member(ArchiveEntry entry, Opener opener, Members members) throws IOException {
    String name = shown(entry.getName());
    try (InputStream member = opener.open()) {
      InputStream counted = counts(entry) ? allowance.unpacked(member) : member;
      members.onMember(name, new Unclosed(counted), written(entry));
      drain(counted);
    } catch (Allowance.ExceededException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      members.onSkipped(name, "broken: " + Words.of(e));
    }
  }

  private static Optional<Instant> written(ArchiveEntry entry) {
    return Optional.ofNullable(entry.getLastModifiedDate())
        .map(Date::toInstant)
        .filter(time -> time.getEpochSecond() > 0);
  }

  /** What tar holds was counted when it was unpacked, but for the holes in sparse members. */
  private static boolean counts(ArchiveEntry entry) {
    return !(entry instanceof TarArchiveEntry tar) || tar.isSparse();
  }

  /** To the end, so that what nobody wanted counts as well. */
  private static void drain(InputStream member) throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (member.read(buffer, 0, buffer.length) >= 0) {
      // counted on its way
    }
  }

  private static String refusal(ArchiveEntry entry, boolean readable) {
    if (entry instanceof TarArchiveEntry tar) {
      boolean link = tar.isSymbolicLink() || tar.isLink();
      boolean device = tar.isFIFO() || tar.isBlockDevice() || tar.isCharacterDevice();
      return link ? "link" : device ? "no file" : "";
    }
    if (entry instanceof ZipArchiveEntry zip) {
      if (zip.isUnixSymlink()) {
        return "link";
      }
      if (zip.getGeneralPurposeBit().usesEncryption()) {
        return "encrypted";
      }
    }
    return readable ? "" : "compressed in a way that is not known here";
  }

  /** A stranger's text: short, and without what a terminal would act on. */
  private static String shown(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .limit(LONGEST_NAME)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  /** A member's reader may close what it was given; the archive goes on. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // the archive belongs to the caller
    }
  }

  /** So that a header cannot ask for all memory: some of its parts are held as a whole. */
  private static final class Guarded extends FilterInputStream {
    private long left = Long.MAX_VALUE;

    Guarded(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      left = bytes;
    }

    private void take(long bytes) throws IOException {
      left -= bytes;
      if (left < 0) {
        throw new Allowance.ExceededException("has a header that is far too long");
      }
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      take(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      take(Math.max(0, read));
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      take(skipped);
      return skipped;
    }
  }
}
