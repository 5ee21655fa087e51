package dev.tlsdiag.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read, made such that they never were otherwise. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final Set<PosixFilePermission> OTHERS_READ =
      EnumSet.complementOf(EnumSet.copyOf(OWNER_ONLY_FOLDER));

  private PrivateFiles() {}

  private static boolean hasModes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /** Makes a folder of mode 0700 where it is missing, and its parents likewise. */
  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, mode(OWNER_ONLY_FOLDER));
    }
  }

  /**
   * Writes a new file of mode 0600, whole or not at all.
   *
   * @throws FileAlreadyExistsException where there is such a file
   */
  static void writeNew(Path file, String text) throws IOException {
    requireNone(file);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    Path draft = draft(file, bytes);
    try {
      link(draft, file);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Writes a file of mode 0600 in the place of another, whole or not at all. */
  static void replace(Path file, byte[] bytes) throws IOException {
    Path draft = draft(file, bytes);
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Path draft(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path draft = Files.createTempFile(folder, ".tlsdiag", ".new", mode(OWNER_ONLY));
    try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
      return draft;
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  /** Says so early; {@link #writeNew} does not replace a file either. */
  static void requireNone(Path file) throws FileAlreadyExistsException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(file.toString());
    }
  }

  /** A link, other than a rename, never replaces what another process wrote meanwhile. */
  private static void link(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException e) {
      Files.move(draft, file); // no such links here; refuses to replace too
    }
  }

  /** Whether anybody but the owner may do anything with a file. */
  static boolean isOpenToOthers(Path file) throws IOException {
    if (!hasModes()) {
      return false;
    }
    Set<PosixFilePermission> modes = EnumSet.noneOf(PosixFilePermission.class);
    modes.addAll(Files.getPosixFilePermissions(file));
    modes.retainAll(OTHERS_READ);
    return !modes.isEmpty();
  }

  private static FileAttribute<?>[] mode(Set<PosixFilePermission> permissions) {
    return hasModes()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
