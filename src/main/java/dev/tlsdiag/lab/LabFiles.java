package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The PEM files of one scenario, in a directory of their own that nobody else may look into. */
final class LabFiles implements Closeable {
  private static final int LINE = 64;

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
    Path folder = Files.createTempDirectory("tlsdiag-lab-");
    try {
      Optional<Credential> own = trust.own();
      Optional<Path> client =
          own.isEmpty() ? Optional.empty() : Optional.of(folder.resolve("client.pem"));
      if (client.isPresent()) {
        String key = pem("PRIVATE KEY", own.get().key().getEncoded());
        secret(client.get(), key + pem(own.get().chain()));
      }
      return new LabFiles(
          folder,
          secret(folder.resolve("ca.pem"), pem(trust.client())),
          secret(folder.resolve("proxy-ca.pem"), pem(trust.proxy())),
          client);
    } catch (IOException e) {
      new LabFiles(folder, folder, folder, Optional.empty()).close();
      throw e;
    }
  }

  private static String pem(TrustAnchors anchors) throws IOException {
    return pem(anchors.certificates());
  }

  private static String pem(List<X509Certificate> certificates) throws IOException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append(pem("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IOException("cannot write a certificate", e);
      }
    }
    return text.toString();
  }

  /** RFC 7468 section 2. */
  private static String pem(String label, byte[] der) {
    String lines =
        Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
  }

  private static Path secret(Path file, String text) throws IOException {
    if (Files.getFileStore(file.getParent()).supportsFileAttributeView("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.writeString(file, text);
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
