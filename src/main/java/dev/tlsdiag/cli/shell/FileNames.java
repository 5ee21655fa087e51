package dev.tlsdiag.cli.shell;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of files that a word may become. */
final class FileNames {
  /** A folder of more is not looked at to its end. */
  private static final int MOST = 5000;

  private FileNames() {}

  /**
   * One that fits.
   *
   * @param path as the user would have typed it on
   * @param name its last part
   */
  record Name(String path, String name, boolean folder) {}

  /**
   * Sorted; folders always, since files are below them. Files of other kinds come where none of the
   * right kind is there.
   *
   * @param typed so far; its folder is looked into
   * @param extensions without the dot; empty for any
   */
  static List<Name> matching(
      String typed, List<String> extensions, boolean foldersOnly, String home) {
    int slash = typed.lastIndexOf('/');
    String folder = typed.substring(0, slash + 1);
    String begin = typed.substring(slash + 1);
    String place = folder.startsWith("~/") ? home + folder.substring(1) : folder;
    List<Name> right = new ArrayList<>();
    List<Name> others = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(Path.of(place.isEmpty() ? "." : place))) {
      int seen = 0;
      for (Path file : files) {
        String name = file.getFileName().toString();
        boolean hidden = name.startsWith(".") && !begin.startsWith(".");
        if (hidden || !name.startsWith(begin) || ++seen > MOST || !isPlain(name)) {
          continue;
        }
        boolean isFolder = Files.isDirectory(file);
        Name found = new Name(folder + name + (isFolder ? "/" : ""), name, isFolder);
        boolean fits = isFolder || !foldersOnly && fits(name, extensions);
        (fits ? right : others).add(found);
      }
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
    boolean anyFile = right.stream().anyMatch(name -> !name.folder());
    if (!anyFile && !foldersOnly) {
      right.addAll(others);
    }
    right.sort((a, b) -> a.path().compareTo(b.path()));
    return right;
  }

  private static boolean fits(String name, List<String> extensions) {
    String lower = name.toLowerCase(Locale.ROOT);
    return extensions.isEmpty() || extensions.stream().anyMatch(each -> lower.endsWith("." + each));
  }

  /** What a terminal shows as it is. */
  private static boolean isPlain(String name) {
    return name.chars().noneMatch(Character::isISOControl);
  }
}
