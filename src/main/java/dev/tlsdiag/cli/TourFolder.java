package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** The files of the tour, in a folder for the user alone whose name is short enough to be read. */
final class TourFolder implements Closeable {
  /** What they are called, and where they come from. */
  private static final Map<String, String> FILES =
      Map.of(
          "direct.pcap", "tour/sni-alert-112/direct.pcap",
          "proxied.pcap", "tour/sni-alert-112/proxied.pcap",
          "expired.pcap", "tour/expired-tls12/proxied.pcap",
          "refused.pcap", "tour/connect-403/proxied.pcap",
          "plain.pcap", "tour/plaintext-server/proxied.pcap",
          "split.pcap", "tour/split-hello-reset/proxied.pcap",
          "policy.yaml", "tour/unquoted-star.yaml",
          "checks.yaml", "tour/checks.yaml");

  private static final int ATTEMPTS = 20;

  private final Path folder;

  private TourFolder(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  /** Below the temporary folder; {@link #close} takes it away. */
  static TourFolder make() throws IOException {
    TourFolder made = new TourFolder(newFolder());
    try {
      for (Map.Entry<String, String> file : FILES.entrySet()) {
        made.copy(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      made.close();
      throw e;
    }
    return made;
  }

  private static Path newFolder() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    SecureRandom random = new SecureRandom();
    for (int i = 0; ; i++) {
      Path folder = temporary.resolve("tour-%04x".formatted(random.nextInt(0x10000)));
      try {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          return Files.createDirectory(
              folder,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        if (i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void copy(String name, String resource) throws IOException {
    try (InputStream in = TourFolder.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new FileNotFoundException(resource);
      }
      Files.copy(in, folder.resolve(name));
    }
  }

  static List<String> names() {
    return FILES.keySet().stream().sorted().toList();
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    for (String name : FILES.keySet()) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder);
  }
}
