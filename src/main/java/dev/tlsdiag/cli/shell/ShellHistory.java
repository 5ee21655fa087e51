package dev.tlsdiag.cli.shell;

import dev.tlsdiag.trust.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jline.reader.impl.history.DefaultHistory;

/** Lines of this session and of those before; one with a secret is kept nowhere. */
final class ShellHistory extends DefaultHistory {
  static final int MOST_LINES = 2000;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  @Override
  public void add(Instant time, String line) {
    if (!SecretLines.isSecret(line)) {
      super.add(time, line);
    }
  }

  /**
   * A file that the user alone can read; made where it is missing.
   *
   * @throws IOException where it cannot be, or is no plain file
   */
  static void prepare(Path file) throws IOException {
    UserFolders.create(file.getParent());
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER));
    } else if (!Files.getPosixFilePermissions(file).equals(OWNER)) {
      Files.setPosixFilePermissions(file, OWNER);
    }
  }
}
