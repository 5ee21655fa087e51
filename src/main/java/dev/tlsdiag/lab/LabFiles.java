package dev.tlsdiag.lab;

import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The PEM files of one scenario, in a directory of their own that nobody else may look into. */
final class LabFiles implements Closeable {
  private final Path folder;
  private final Path trust;
  private final Path proxyTrust;
  private final Optional<Path> clientCertificate;

  private LabFiles(Path folder, Path trust, Path proxyTrust, Optional<Path> clientCertificate) {
    this.folder = folder;
    this.trust = trust;
    this.proxyTrust = proxyTrust;
    this.clientCertificate = clientCertificate;
  }

  static LabFiles write(RunningScenario.Trust trust) throws IOException {
    // Files.createTempDirectory gives 0700 where there are such permissions.
    Path folder = goesWithTheProgram(Files.createTempDirectory("tlsdiag-lab-"));
    try {
      Optional<Path> client = Optional.empty();
      if (trust.own().isPresent()) {
        client = Optional.of(goesWithTheProgram(folder.resolve("client.pem")));
        Path key = goesWithTheProgram(folder.resolve("client.key"));
        CredentialFiles.write(trust.own().get(), client.get(), key);
        // One file for both is what curl's -E and openssl's -cert take.
        Files.writeString(client.get(), Files.readString(key), StandardOpenOption.APPEND);
      }
      return new LabFiles(
          folder,
          secret(folder.resolve("ca.pem"), trust.client()),
          secret(folder.resolve("proxy-ca.pem"), trust.proxy()),
          client);
    } catch (IOException e) {
      new LabFiles(folder, folder, folder, Optional.empty()).close();
      throw e;
    }
  }

  private static Path secret(Path file, TrustAnchors anchors) throws IOException {
    if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.writeString(
        goesWithTheProgram(file), PemWriter.certificates(anchors.certificates()));
  }

  /**
   * Ctrl-C closes nothing; what was registered last is removed first, so folders are empty then.
   */
  private static Path goesWithTheProgram(Path file) {
    file.toFile().deleteOnExit();
    return file;
  }

  /** A file that a command of the user may write; it goes away with the others. */
  Path sibling(String name) {
    return goesWithTheProgram(folder.resolve(name));
  }

  Path trust() {
    return trust;
  }

  Path proxyTrust() {
    return proxyTrust;
  }

  Optional<Path> clientCertificate() {
    return clientCertificate;
  }

  /** What cannot be removed stays in the system's temporary directory. */
  @Override
  public void close() {
    delete(folder);
  }

  /** Removes a folder of files. */
  static void delete(Path folder) {
    try (var entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
