package dev.tlsdiag.cli;

import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The authority of a run: the user's own, or one that lives as long as the run. */
final class ProxyAuthority implements Closeable {
  private static final Duration VALIDITY = Duration.ofDays(1);

  private final CertificateAuthority authority;
  private final Path certificateFile;
  private final boolean temporary;

  private ProxyAuthority(CertificateAuthority authority, Path certificateFile, boolean temporary) {
    this.authority = authority;
    this.certificateFile = certificateFile;
    this.temporary = temporary;
  }

  /** Of the user where {@code tlsdiag ca init} made one, else {@link #temporary}. */
  static ProxyAuthority open(Map<String, String> environment) throws IOException {
    AuthorityStore store = AuthorityStore.ofUser(environment);
    return store.exists()
        ? new ProxyAuthority(store.load(Passphrase.NONE), store.certificateFile(), false)
        : temporary();
  }

  /** Its key is in memory only, its certificate in a file for the time being. */
  static ProxyAuthority temporary() throws IOException {
    AuthoritySpec spec =
        new AuthoritySpec("tlsdiag, for one run", KeyType.EC_P256, VALIDITY, List.of());
    CertificateAuthority made = CertificateAuthority.create(spec, Instant.now());
    Path folder = Files.createTempDirectory("tlsdiag-ca-");
    Path file = folder.resolve("ca.crt");
    Files.writeString(file, PemWriter.certificates(List.of(made.certificate())));
    return new ProxyAuthority(made, file, true);
  }

  CertificateAuthority authority() {
    return authority;
  }

  /** For clients to trust. */
  Path certificateFile() {
    return certificateFile;
  }

  boolean isTemporary() {
    return temporary;
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(certificateFile);
      Files.deleteIfExists(certificateFile.getParent());
    }
  }
}
