package dev.tlsdiag.proxy.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hold keys, in folders of this user and in those of everybody. */
class RecordFileTest {
  @TempDir Path folder;

  @BeforeEach
  void modes() {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      abort("files have no modes here");
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    try (channel) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private Path everybodys() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    return shared;
  }

  @Test
  void isForItsOwnerAlone() throws IOException {
    Path file = folder.resolve("keys.log");
    write(RecordFile.append(file), "a\n");
    write(RecordFile.append(file), "b\n");
    assertEquals("a\nb\n", Files.readString(file));
    assertEquals("rw-------", mode(file));
    write(RecordFile.create(file), "c\n");
    assertEquals("c\n", Files.readString(file));
  }

  @Test
  void keepsTheModeThatItsUserGaveIt() throws IOException {
    Path file = Files.createFile(everybodys().resolve("keys.log"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    write(RecordFile.append(file), "a\n");
    assertEquals("a\n", Files.readString(file));
    assertEquals("rw-r-----", mode(file));
  }

  @Test
  void aFileOfSomebodyElseGetsNothing() throws IOException {
    Path file = Files.writeString(everybodys().resolve("keys.log"), "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    giveAway(file);
    FileSystemException refused =
        assertThrows(FileSystemException.class, () -> RecordFile.append(file));
    assertEquals(
        "it belongs to 'nobody', in a folder where everybody can write", refused.getReason());
    assertThrows(FileSystemException.class, () -> RecordFile.create(file));
    assertEquals("", Files.readString(file));
  }

  @Test
  void aLinkOfSomebodyElseLeadsNowhere() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine"), "as it was");
    Path link = Files.createSymbolicLink(everybodys().resolve("keys.log"), mine);
    giveAway(link);
    assertThrows(FileSystemException.class, () -> RecordFile.create(link));
    assertEquals("as it was", Files.readString(mine));
  }

  private static void giveAway(Path file) {
    try {
      UserPrincipal nobody =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setOwner(nobody);
    } catch (IOException e) {
      abort("only root gives files to others: " + e);
    }
  }
}
