package dev.tlsdiag.cli;

import dev.tlsdiag.cli.ca.AuthorityOptions;
import dev.tlsdiag.trust.AuthorityStore;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.trust.UnusableFileException;
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
  static ProxyAuthority open(AuthorityOptions options) throws IOException {
    AuthorityStore store = options.store();
    if (options.namesFolder()) {
      AuthorityOptions.requireExisting(store);
    }
    return store.exists()
        ? new ProxyAuthority(store.load(options.passphrase()), store.certificateFile(), false)
        : temporary();
  }

  /**
   * For a command that is told whom to trust. Of the user where it can issue for every host without
   * a question, because more may trust that than the variables reach; else {@link #temporary}.
   */
  static ProxyAuthority forOneCommand(Map<String, String> environment) throws IOException {
    AuthorityStore store = AuthorityStore.ofUser(environment);
    if (!store.exists()) {
      return temporary();
    }
    try {
      CertificateAuthority own = store.load(Passphrase.NONE);
      return own.constraints().isPresent() || isOver(own)
          ? temporary()
          : new ProxyAuthority(own, store.certificateFile(), false);
    } catch (UnusableFileException e) {
      return temporary(); // it has a passphrase, or others may read it
    }
  }

  private static boolean isOver(CertificateAuthority authority) {
    return authority.certificate().getNotAfter().toInstant().isBefore(Instant.now());
  }

  /** Its key is in memory only, its certificate in a file for the time being. */
  static ProxyAuthority temporary() throws IOException {
    AuthoritySpec spec =
        new AuthoritySpec("tlsdiag, for one run", KeyType.EC_P256, VALIDITY, List.of());
    CertificateAuthority made = CertificateAuthority.create(spec, Instant.now());
    Path folder = Files.createTempDirectory("tlsdiag-ca-");
    Path file = folder.resolve("ca.crt");
    folder.toFile().deleteOnExit(); // where Ctrl-C comes before the proxy is there to be closed
    file.toFile().deleteOnExit();
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
