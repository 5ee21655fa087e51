package dev.tlsdiag.trust;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The internal authority on disk: {@code ca.crt} and {@code ca.key} in a folder that only its owner
 * may read.
 */
public final class AuthorityStore {
  private final Path folder;

  private AuthorityStore(Path folder) {
    this.folder = requireNonNull(folder, "folder is null");
  }

  public static AuthorityStore in(Path folder) {
    return new AuthorityStore(folder);
  }

  /**
   * The user's own: {@code $XDG_DATA_HOME/tlsdiag/ca}, else {@code ~/.local/share/tlsdiag/ca}.
   *
   * @param environment of the process
   */
  public static AuthorityStore ofUser(Map<String, String> environment) {
    return new AuthorityStore(new UserFolders(environment).data().resolve("ca"));
  }

  public Path folder() {
    return folder;
  }

  public Path certificateFile() {
    return folder.resolve("ca.crt");
  }

  public Path keyFile() {
    return folder.resolve("ca.key");
  }

  public boolean exists() {
    return Files.exists(certificateFile()) || Files.exists(keyFile());
  }

  /**
   * The authority.
   *
   * @throws java.nio.file.NoSuchFileException where there is none
   * @throws UnusableFileException where others may read its key, or the files do not fit
   */
  public CertificateAuthority load(Passphrase passphrase) throws IOException {
    if (PrivateFiles.isOpenToOthers(keyFile())) {
      throw new UnusableFileException(
          "others than its owner may read the key '%s'".formatted(keyFile()));
    }
    return CertificateAuthority.of(CredentialFiles.load(certificateFile(), keyFile(), passphrase));
  }

  /**
   * Makes an authority and keeps it.
   *
   * @param passphrase to encrypt its key with; empty to write it in clear
   * @throws java.nio.file.FileAlreadyExistsException where there is one
   */
  public CertificateAuthority create(AuthoritySpec spec, Optional<char[]> passphrase, Instant now)
      throws IOException {
    PrivateFiles.requireNone(keyFile());
    PrivateFiles.requireNone(certificateFile());
    CertificateAuthority authority = CertificateAuthority.create(spec, now);
    CredentialFiles.write(authority.credential(), certificateFile(), keyFile(), passphrase);
    return authority;
  }

  /** Where {@link #writeBundle} puts the certificates as PEM. */
  public Path bundleFile() {
    return folder.resolve("bundle.pem");
  }

  /**
   * Writes what a client should trust, as PEM and as a store for Java, in the place of earlier
   * ones.
   *
   * @param bundle this authority's certificate included
   */
  public ClientEnvironment writeBundle(TrustBundle bundle) throws IOException {
    Path javaStore = folder.resolve("bundle.p12");
    PrivateFiles.replace(bundleFile(), bundle.pem().getBytes(StandardCharsets.US_ASCII));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < bundle.certificates().size(); i++) {
        store.setCertificateEntry("ca-" + i, bundle.certificates().get(i));
      }
      store.store(bytes, ClientEnvironment.STORE_SECRET.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new UnusableFileException("no store for Java can be made: " + e.getMessage(), e);
    }
    PrivateFiles.replace(javaStore, bytes.toByteArray());
    return new ClientEnvironment(certificateFile(), bundleFile(), javaStore);
  }
}
