package dev.tlsdiag.trust;

import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys with their certificates, from files and into files. */
public final class CredentialFiles {
  private CredentialFiles() {}

  /** The key and the chain of one file, in any format that {@link FileContents} knows. */
  public static Credential load(Path file, Passphrase passphrase) throws IOException {
    return load(file, file, passphrase);
  }

  /**
   * A chain from one file and its key from another.
   *
   * @throws UnusableFileException where something is missing, or the two do not belong together
   */
  public static Credential load(Path certificateFile, Path keyFile, Passphrase passphrase)
      throws IOException {
    boolean same = certificateFile.equals(keyFile);
    FileContents keys = FileContents.load(keyFile, passphrase);
    FileContents certificates = same ? keys : FileContents.loadCertificates(certificateFile);
    return join(certificates, certificateFile.toString(), keys, keyFile.toString());
  }

  /**
   * A chain and its key that were read before.
   *
   * @param certificateName of the file, for messages
   * @param keyName the same, where both come from one file
   * @throws UnusableFileException where something is missing, or the two do not belong together
   */
  public static Credential join(
      FileContents certificates, String certificateName, FileContents keys, String keyName)
      throws UnusableFileException {
    List<X509Certificate> chain = certificates.certificates();
    PrivateKey key =
        keys.key()
            .orElseThrow(
                () -> new UnusableFileException("no private key in '%s'".formatted(keyName)));
    if (chain.isEmpty()) {
      throw new UnusableFileException("no certificate in '%s'".formatted(certificateName));
    }
    Optional<X509Certificate> leaf =
        chain.stream().filter(each -> belong(key, each.getPublicKey())).findFirst();
    if (leaf.isEmpty()) {
      throw new UnusableFileException(
          certificateName.equals(keyName)
              ? "the key in '%s' belongs to none of its certificates".formatted(keyName)
              : "the key in '%s' belongs to no certificate in '%s'"
                  .formatted(keyName, certificateName));
    }
    List<X509Certificate> leafFirst = new ArrayList<>(List.of(leaf.get()));
    chain.stream().filter(each -> !each.equals(leaf.get())).forEach(leafFirst::add);
    return new Credential(key, leafFirst);
  }

  /**
   * Writes chain and key as PEM, both with mode 0600, into a folder that is made where it is
   * missing.
   *
   * @throws java.nio.file.FileAlreadyExistsException where there is such a file; then neither is
   *     written
   */
  public static void write(Credential credential, Path certificateFile, Path keyFile)
      throws IOException {
    write(credential, certificateFile, keyFile, Optional.empty());
  }

  /** As {@link #write(Credential, Path, Path)}; with a passphrase the key is encrypted. */
  public static void write(
      Credential credential, Path certificateFile, Path keyFile, Optional<char[]> passphrase)
      throws IOException {
    PrivateFiles.createFolder(certificateFile.toAbsolutePath().getParent());
    PrivateFiles.createFolder(keyFile.toAbsolutePath().getParent());
    String key =
        passphrase
            .map(secret -> PemWriter.key(credential.key(), secret))
            .orElseGet(() -> PemWriter.key(credential.key()));
    PrivateFiles.requireNone(certificateFile);
    PrivateFiles.writeNew(keyFile, key);
    PrivateFiles.writeNew(certificateFile, PemWriter.certificates(credential.chain()));
  }

  /** Whether a signature of the one verifies with the other. */
  private static boolean belong(PrivateKey key, PublicKey publicKey) {
    String algorithm =
        key instanceof RSAKey
            ? "SHA256withRSA"
            : key.getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : key.getAlgorithm();
    try {
      byte[] text = {1, 2, 3};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(text);
      byte[] signature = signer.sign();
      signer.initVerify(publicKey);
      signer.update(text);
      return signer.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // keys of two kinds
    }
  }
}
