package dev.tlsdiag.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A file that is followed: logs are cut, or replaced by a new one of the same name. */
final class FileGrowth {
  private final Path file;
  private final Object key;
  private boolean replaced;

  FileGrowth(Path file) throws IOException {
    this.file = file;
    key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /**
   * Whether another file has taken its place, or it is shorter than what was read of it. While
   * there is none, it is waited for.
   */
  boolean replaced(long consumed) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      replaced = !Objects.equals(key, now.fileKey()) || now.size() < consumed;
    } catch (NoSuchFileException e) {
      replaced = false;
    }
    return replaced;
  }

  /** As last asked. */
  boolean replaced() {
    return replaced;
  }
}
