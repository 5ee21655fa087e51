package dev.tlsdiag.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The certificates and the key in a file: PEM, DER, PKCS#7, PKCS#12, JKS or JCEKS, told apart by
 * their content. Never shows the key.
 */
public final class FileContents {
  /** More than any trust store or key store has. */
  private static final long MAX_BYTES = 64L << 20;

  private final String format;
  private final List<X509Certificate> certificates;
  private final Optional<PrivateKey> key;
  private final List<String> skipped;

  FileContents(
      String format,
      List<X509Certificate> certificates,
      Optional<PrivateKey> key,
      List<String> skipped) {
    this.format = format;
    this.certificates = List.copyOf(certificates);
    this.key = key;
    this.skipped = List.copyOf(skipped);
  }

  /** Reads a file, its key included. */
  public static FileContents load(Path file, Passphrase passphrase) throws IOException {
    return parse(bytes(file), file.toString(), passphrase);
  }

  /** Reads a file's certificates; a key that is in a PEM file is not even decoded. */
  public static FileContents loadCertificates(Path file) throws IOException {
    return parseCertificates(bytes(file), file.toString(), Passphrase.NONE);
  }

  /** As {@link #parse}, and as {@link #loadCertificates} leaves the keys of PEM alone. */
  public static FileContents parseCertificates(byte[] bytes, String name, Passphrase passphrase)
      throws UnusableFileException {
    return PemText.isPem(bytes)
        ? PemText.read(bytes, name, Optional.empty())
        : BinaryStores.read(bytes, name, passphrase);
  }

  /**
   * Reads bytes.
   *
   * @param name of the file, for messages and for who is asked for a passphrase
   */
  public static FileContents parse(byte[] bytes, String name, Passphrase passphrase)
      throws UnusableFileException {
    return PemText.isPem(bytes)
        ? PemText.read(bytes, name, Optional.of(passphrase))
        : BinaryStores.read(bytes, name, passphrase);
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
      throw new UnusableFileException("'%s' is too large for certificates".formatted(file));
    }
    return Files.readAllBytes(file);
  }

  /** PEM, DER, PKCS#7, PKCS#8, PKCS#12, JKS or JCEKS. */
  public String format() {
    return format;
  }

  /** In their order in the file; of a key store those of the key first. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  public Optional<PrivateKey> key() {
    return key;
  }

  /** What looked like a certificate and could not be read, in words. */
  public List<String> skipped() {
    return skipped;
  }

  @Override
  public String toString() {
    return "%s: %d certificates%s"
        .formatted(format, certificates.size(), key.isPresent() ? " and a key" : "");
  }
}
