package dev.tlsdiag.proxy.record;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** Files of records are for their owner only: they hold keys, or what somebody asked for. */
public final class RecordFile {
  private RecordFile() {}

  /** An empty file; one that exists is emptied, and keeps its mode. */
  public static FileChannel create(Path file) throws IOException {
    return open(file, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /** A file to write at the end of. */
  static FileChannel append(Path file) throws IOException {
    return open(file, StandardOpenOption.APPEND);
  }

  private static FileChannel open(Path file, OpenOption how) throws IOException {
    if (!hasModes()) {
      return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      FileAttribute<?> mode =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      try {
        return FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode);
      } catch (FileAlreadyExistsException e) {
        // Somebody was faster: it is looked at like any other.
      }
    }
    requireOwn(file);
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
  }

  private static boolean hasModes() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /**
   * Where everybody can make files, as in the folder for temporary ones, a file or a link that
   * somebody else put there would get what is written, or lead it elsewhere. Linux refuses that too
   * where {@code fs.protected_regular} and {@code fs.protected_symlinks} are set.
   */
  private static void requireOwn(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null
        || !Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      return;
    }
    UserPrincipal owner = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
    if (!owner.equals(user()) && !owner.equals(Files.getOwner(folder))) {
      throw new FileSystemException(
          file.toString(),
          null,
          "it belongs to '%s', in a folder where everybody can write".formatted(owner.getName()));
    }
  }

  private static UserPrincipal user() throws IOException {
    try {
      return FileSystems.getDefault()
          .getUserPrincipalLookupService()
          .lookupPrincipalByName(System.getProperty("user.name"));
    } catch (IOException e) {
      return Files.getOwner(Path.of("/proc/self")); // of a user without a name
    }
  }
}
