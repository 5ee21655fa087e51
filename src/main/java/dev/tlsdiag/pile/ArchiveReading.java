package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * Goes through an archive from its first byte to its last, each member once: what its directory
 * says of places and sizes is not asked, so members that overlap or lie about their size cost no
 * more than the bytes that are there. Nothing is written anywhere; a member's path is a text.
 */
final class ArchiveReading {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_NAME = 300;

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

  /** Each member of an archive. What follows a broken place cannot be found. */
  void read(ArchiveFormat format, InputStream in, Members members) throws IOException {
    InputStream buffered = new BufferedInputStream(in, BUFFER);
    switch (format) {
      case ZIP -> each(new ZipArchiveInputStream(buffered, "UTF-8", true, true), members);
      case TAR -> each(new TarArchiveInputStream(buffered, "UTF-8"), members);
      case GZIP, ZSTD, BZIP2 -> throw new IllegalArgumentException(format + " has no members");
    }
  }

  private void each(ArchiveInputStream<? extends ArchiveEntry> archive, Members members)
      throws IOException {
    for (ArchiveEntry entry = archive.getNextEntry();
        entry != null;
        entry = archive.getNextEntry()) {
      allowance.onMember();
      if (entry.isDirectory()) {
        continue;
      }
      String name = shown(entry.getName());
      String refusal = refusal(archive, entry);
      if (!refusal.isEmpty()) {
        members.onSkipped(name, refusal);
        continue;
      }
      try {
        InputStream member = new Unclosed(archive);
        InputStream counted = counts(entry) ? allowance.unpacked(member) : member;
        members.onMember(name, counted, written(entry));
        drain(counted);
      } catch (Allowance.ExceededException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        members.onSkipped(name, "broken: " + Words.of(e));
      }
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

  private static String refusal(
      ArchiveInputStream<? extends ArchiveEntry> archive, ArchiveEntry entry) {
    if (entry instanceof TarArchiveEntry tar) {
      boolean link = tar.isSymbolicLink() || tar.isLink();
      return link ? "link" : tar.isFile() || tar.isSparse() ? "" : "no file";
    }
    if (entry instanceof ZipArchiveEntry zip) {
      if (zip.isUnixSymlink()) {
        return "link";
      }
      if (zip.getGeneralPurposeBit().usesEncryption()) {
        return "encrypted";
      }
      if (!((ZipArchiveInputStream) archive).canReadEntryData(zip)) {
        return "compressed in a way that is not known here";
      }
    }
    return "";
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
  private static final class Unclosed extends java.io.FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }

    @Override
    public void close() {
      // the archive belongs to the caller
    }
  }
}
