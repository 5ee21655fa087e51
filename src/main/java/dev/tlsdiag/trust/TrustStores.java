package dev.tlsdiag.trust;

import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The authorities that this machine, or a file, trusts. */
public final class TrustStores {
  /** Where distributions keep their bundle: Debian, Fedora, RHEL, SUSE, Alpine and the BSDs. */
  private static final List<Path> BUNDLES =
      List.of(
          Path.of("/etc/ssl/certs/ca-certificates.crt"),
          Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
          Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
          Path.of("/etc/ssl/ca-bundle.pem"),
          Path.of("/etc/ssl/cert.pem"),
          Path.of("/usr/local/share/certs/ca-root-nss.crt"));

  private TrustStores() {}

  /**
   * The machine's authorities, {@code system} by name, else those that come with Java. Who honours
   * {@code SSL_CERT_FILE} loads that file instead.
   */
  public static TrustAnchors system() throws IOException {
    Optional<Path> bundle = systemBundle();
    if (bundle.isPresent()) {
      return named("system", bundle.get());
    }
    Path java = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
    return Files.isReadable(java)
        ? named("Java's cacerts", java)
        : new TrustAnchors("system (none found)", List.of());
  }

  /** The file that {@link #system} reads, where the machine has one. */
  public static Optional<Path> systemBundle() {
    return BUNDLES.stream().filter(Files::isReadable).findFirst();
  }

  /**
   * The certificates of a file in any format that {@link FileContents} knows; named like the file.
   *
   * @throws UnusableFileException where it has none
   */
  public static TrustAnchors load(Path file) throws IOException {
    TrustAnchors anchors = named(file.toString(), file);
    if (anchors.certificates().isEmpty()) {
      throw new UnusableFileException("no certificate in '%s'".formatted(file));
    }
    return anchors;
  }

  private static TrustAnchors named(String name, Path file) throws IOException {
    return new TrustAnchors(name, FileContents.loadCertificates(file).certificates());
  }
}
