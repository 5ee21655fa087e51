package dev.tlsdiag.collect;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A {@code .tar.gz} of evidence, readable by its owner alone. */
public final class EvidenceArchive implements Closeable {
  private final TarArchiveOutputStream tar;
  private final String folder;
  private final Instant time;

  private EvidenceArchive(OutputStream out, String folder, Instant time) throws IOException {
    this.folder = folder;
    this.time = time;
    tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(new BufferedOutputStream(out)));
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /**
   * A new file.
   *
   * @param folder all members are in
   * @param time that the members have
   * @throws java.nio.file.FileAlreadyExistsException where there is one: evidence is not replaced
   */
  public static EvidenceArchive create(Path file, String folder, Instant time) throws IOException {
    requireNonNull(time, "time is null");
    boolean posix = Files.getFileStore(parent(file)).supportsFileAttributeView("posix");
    if (posix) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    return new EvidenceArchive(Files.newOutputStream(file, StandardOpenOption.WRITE), folder, time);
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }

  /** One more member. */
  public void add(String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(folder + "/" + name);
    entry.setSize(content.length);
    entry.setModTime(time.toEpochMilli());
    entry.setMode(0600);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
