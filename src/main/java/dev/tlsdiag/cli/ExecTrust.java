package dev.tlsdiag.cli;

import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Files from which clients learn to trust the proxy beside what the machine trusts, for as long as
 * the command runs. Only their owner can read the folder.
 */
final class ExecTrust implements Closeable {
  /** As Java's own; what it protects is public. */
  static final String STORE_PASSWORD = "changeit";

  private final Path folder;

  private ExecTrust(Path folder) {
    this.folder = folder;
  }

  static ExecTrust write(
      X509Certificate authority, TrustAnchors machine, Map<String, String> environment)
      throws IOException {
    ExecTrust trust = new ExecTrust(Files.createTempDirectory("tlsdiag-exec-"));
    List<X509Certificate> all =
        Stream.concat(Stream.of(authority), machine.certificates().stream()).distinct().toList();
    Files.writeString(trust.authority(), PemWriter.certificates(List.of(authority)));
    Files.writeString(trust.bundle(), PemWriter.certificates(all));
    Files.writeString(trust.wgetrc(), wgetrc(trust, environment));
    try (OutputStream out = Files.newOutputStream(trust.store())) {
      KeyStore store =
          KeyStore.getInstance("JKS"); // needs no password to read, and no key stretching
      store.load(null, null);
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry("ca" + i, all.get(i));
      }
      store.store(out, STORE_PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException("a trust store for Java cannot be written: " + e.getMessage(), e);
    }
    return trust;
  }

  /** wget has no variable for authorities, but one for its file of settings. */
  private static String wgetrc(ExecTrust trust, Map<String, String> environment)
      throws IOException {
    String given = environment.getOrDefault("WGETRC", "");
    Path usual =
        given.isEmpty() ? Path.of(System.getProperty("user.home"), ".wgetrc") : Path.of(given);
    String settings =
        Files.isReadable(usual) ? Files.readString(usual, StandardCharsets.ISO_8859_1) + "\n" : "";
    return settings + "ca_certificate = " + trust.bundle() + "\n";
  }

  /** The proxy's authority alone, as PEM. */
  Path authority() {
    return folder.resolve("ca.crt");
  }

  /** With all that the machine trusts, as PEM. */
  Path bundle() {
    return folder.resolve("bundle.crt");
  }

  /** Likewise, for Java. */
  Path store() {
    return folder.resolve("trust.jks");
  }

  Path wgetrc() {
    return folder.resolve("wgetrc");
  }

  @Override
  public void close() throws IOException {
    for (Path file : List.of(authority(), bundle(), store(), wgetrc(), folder)) {
      Files.deleteIfExists(file);
    }
  }
}
