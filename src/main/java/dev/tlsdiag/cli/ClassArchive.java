package dev.tlsdiag.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the class-data archive that the launcher gives to the next run, which then starts in two
 * thirds of the time.
 *
 * <p>It is made by a process of its own that loads what commands usually need ({@link
 * #loadTheUsual}). That process outlives this one, writes to no stream of the user, and works on a
 * file of its own until the archive is whole. Whatever fails, fails silently: an archive is a gain,
 * never a need.
 */
final class ClassArchive {
  /** Set in the process that makes the archive. */
  static final String TRAINING = "tlsdiag.training";

  private static final Duration LOCK_TOO_OLD = Duration.ofMinutes(10);

  /** The note is written also when there is no archive, so that it is not tried at each run. */
  private static final String SCRIPT =
      """
      umask 077
      "$1" -XX:ArchiveClassesAtExit="$3.tmp" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
        -Xlog:disable -Dtlsdiag.training=true -jar "$2" && mv -f "$3.tmp" "$3.jsa"
      rm -f "$3.tmp"
      printf '%s\\n' "$4" >"$3.java"
      rm -f "$3.lock"
      """;

  private ClassArchive() {}

  /**
   * Starts the work and returns at once.
   *
   * @param name the files' common name without extension, {@code …/tlsdiag/0.1.0_usr_bin_java_…}
   * @param launcherJava the Java as the launcher found it, perhaps a wrapper
   */
  static void createInBackground(String name, String launcherJava) {
    try {
      Path self = Path.of(System.getProperty("java.class.path"));
      Path java = Path.of(System.getProperty("java.home"), "bin", "java");
      Path directory = Path.of(name).getParent();
      if (!Files.isRegularFile(self) || isInFuture(self) || isInFuture(java)) {
        return;
      }
      Files.createDirectories(directory);
      if (!lock(Path.of(name + ".lock"))) {
        return;
      }
      removeOlderVersions(directory, Path.of(name).getFileName().toString());
      boolean wrapper = !Files.isSameFile(java, Path.of(launcherJava));
      String madeWith = wrapper ? launcherJava : java.toString();
      new ProcessBuilder(
              List.of(
                  "/bin/sh", "-c", SCRIPT, "sh", java.toString(), self.toString(), name, madeWith))
          .redirectInput(Path.of("/dev/null").toFile())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException | RuntimeException gainLost) {
      // The command itself went well, and that is what the user asked for.
    }
  }

  /** Runs what most commands run. The output goes nowhere; only the loaded classes matter. */
  static void loadTheUsual(Program program) {
    try {
      Path capture = Files.createTempFile("tlsdiag", ".pcap");
      try (InputStream sample = ClassArchive.class.getResourceAsStream("combined.pcap")) {
        Files.write(capture, sample.readAllBytes());
        for (String format : List.of("table", "compact", "jsonl", "fields")) {
          program.run("capture", capture.toString(), "-o", format);
        }
        program.run("capture", capture.toString(), "--show", "0");
        program.run("compare", capture.toString());
      } finally {
        Files.delete(capture);
      }
      Class.forName("dev.tlsdiag.quic.PacketOpener"); // the sample has no QUIC
    } catch (IOException | ReflectiveOperationException lessToLoad) {
      // What follows is still worth an archive.
    }
    program.run("--help");
    program.run("no-such-command");
    for (Commands.Entry entry : Commands.ALL) {
      program.run(entry.name(), "--help");
      program.run(entry.name(), "--no-such-option");
    }
  }

  /**
   * The launcher asks for an archive newer than both; one made now would be made again each time.
   */
  private static boolean isInFuture(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now());
  }

  private static boolean lock(Path lock) throws IOException {
    try {
      Files.createFile(lock);
      return true;
    } catch (FileAlreadyExistsException taken) {
      Instant since = Files.getLastModifiedTime(lock).toInstant();
      if (since.isBefore(Instant.now().minus(LOCK_TOO_OLD))) {
        Files.deleteIfExists(lock); // its maker was killed; the next run makes the archive
      }
      return false;
    }
  }

  private static void removeOlderVersions(Path directory, String name) throws IOException {
    String place = name.substring(name.indexOf('_'));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String other = file.getFileName().toString();
        boolean samePlace = other.endsWith(place + ".jsa") || other.endsWith(place + ".java");
        if (samePlace && !other.startsWith(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
