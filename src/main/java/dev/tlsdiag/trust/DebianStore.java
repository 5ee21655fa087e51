package dev.tlsdiag.trust;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * The authorities that the administrator of a Debian machine added: one {@code .crt} file each, and
 * a program that makes the machine's bundle of them.
 */
public final class DebianStore {
  private static final int NAME_BYTES = 4;

  private final Path folder;
  private final List<String> refresh;

  /**
   * A store elsewhere, for a test.
   *
   * @param refresh the command to run after a change
   */
  DebianStore(Path folder, List<String> refresh) {
    this.folder = requireNonNull(folder, "folder is null");
    this.refresh = List.copyOf(refresh);
  }

  public static DebianStore ofMachine() {
    return new DebianStore(
        Path.of("/usr/local/share/ca-certificates"), List.of("update-ca-certificates"));
  }

  public boolean exists() {
    return Files.isDirectory(folder);
  }

  public boolean isWritable() {
    return Files.isWritable(folder);
  }

  /** Where this certificate lies, or would; two authorities never share a file. */
  public Path file(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      String name = HexFormat.of().formatHex(digest, 0, NAME_BYTES);
      return folder.resolve("tlsdiag-" + name + ".crt");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  public String refreshCommand() {
    return String.join(" ", refresh);
  }

  public void install(X509Certificate certificate) throws IOException {
    // Readable by all, unlike a key: programs of every user look here.
    Files.write(
        file(certificate),
        PemWriter.certificates(List.of(certificate)).getBytes(StandardCharsets.US_ASCII));
    refresh();
  }

  /** Whether it was there. */
  public boolean uninstall(X509Certificate certificate) throws IOException {
    boolean was = Files.deleteIfExists(file(certificate));
    if (was) {
      refresh();
    }
    return was;
  }

  private void refresh() throws IOException {
    Process process = new ProcessBuilder(refresh).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new UnusableFileException(
            "'%s' failed: %s".formatted(refreshCommand(), said.strip().replace('\n', ' ')));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new UnusableFileException("'%s' was interrupted".formatted(refreshCommand()), e);
    }
  }
}
