package dev.tlsdiag.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFilesTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Passphrase SECRET = file -> Optional.of("s3cret".toCharArray());

  @TempDir Path folder;

  private static CertificateAuthority authority() {
    return CertificateAuthority.create(
        new AuthoritySpec("Test CA", KeyType.EC_P256, Duration.ofDays(30), List.of()), NOW);
  }

  private static Credential leaf(KeyType type) {
    return authority().issue(LeafSpec.of(List.of("app.test"), NOW).withKeyType(type));
  }

  /** The secret number, because keys that say the same need not be equal. */
  private static BigInteger number(Credential credential) {
    return credential.key() instanceof ECPrivateKey ec
        ? ec.getS()
        : ((RSAPrivateKey) credential.key()).getPrivateExponent();
  }

  private String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void writesForTheOwnerOnly() throws IOException {
    Credential leaf = leaf(KeyType.EC_P256);
    Path inner = folder.resolve("a").resolve("b");
    CredentialFiles.write(leaf, inner.resolve("tls.crt"), inner.resolve("tls.key"));
    assertEquals("rwx------", mode(inner));
    assertEquals("rw-------", mode(inner.resolve("tls.key")));
    assertEquals("rw-------", mode(inner.resolve("tls.crt")));
    Credential read =
        CredentialFiles.load(inner.resolve("tls.crt"), inner.resolve("tls.key"), Passphrase.NONE);
    assertEquals(leaf.chain(), read.chain());
    assertEquals(number(leaf), number(read));
    try (var files = Files.list(inner)) {
      assertEquals(2, files.count(), "no draft stays behind");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls.crt", "tls.key"})
  void doesNotReplace(String existing) throws IOException {
    Files.writeString(folder.resolve(existing), "mine");
    Path certificate = folder.resolve("tls.crt");
    Path key = folder.resolve("tls.key");
    assertThrows(
        FileAlreadyExistsException.class,
        () -> CredentialFiles.write(leaf(KeyType.EC_P256), certificate, key));
    assertEquals("mine", Files.readString(folder.resolve(existing)));
    assertFalse(Files.exists(existing.equals("tls.crt") ? key : certificate));
  }

  @Test
  void encryptsTheKey() throws IOException {
    Credential leaf = leaf(KeyType.RSA_2048);
    Path certificate = folder.resolve("tls.crt");
    Path key = folder.resolve("tls.key");
    CredentialFiles.write(leaf, certificate, key, Optional.of("s3cret".toCharArray()));
    assertTrue(Files.readString(key).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    assertEquals(leaf.key(), CredentialFiles.load(certificate, key, SECRET).key());
    var none =
        assertThrows(
            UnusableFileException.class,
            () -> CredentialFiles.load(certificate, key, Passphrase.NONE));
    assertEquals("the key in '" + key + "' has a passphrase", none.getMessage());
    var wrong =
        assertThrows(
            UnusableFileException.class,
            () -> CredentialFiles.load(certificate, key, f -> Optional.of(new char[] {'x'})));
    assertEquals(
        "wrong passphrase for the key in '" + key + "', or an unknown cipher", wrong.getMessage());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          PKCS#1              | RSA_2048 | pkey -traditional
          PKCS#1 encrypted    | RSA_2048 | rsa -traditional -aes256 -passout pass:s3cret
          PKCS#8              | RSA_2048 | pkcs8 -topk8 -nocrypt
          PKCS#8 encrypted    | RSA_2048 | pkcs8 -topk8 -v2 aes-256-cbc -passout pass:s3cret
          PKCS#8 scrypt       | EC_P256  | pkcs8 -topk8 -scrypt -passout pass:s3cret
          PKCS#8 triple DES   | EC_P256  | pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout pass:s3cret
          SEC1                | EC_P256  | ec
          SEC1, parameters    | EC_P384  | ec -param_enc named_curve
          SEC1 encrypted      | EC_P256  | ec -aes128 -passout pass:s3cret
          PKCS#8 DER          | RSA_2048 | pkcs8 -topk8 -nocrypt -outform DER
          """)
  void readsKeysThatOpensslWrote(String form, KeyType type, String command) throws Exception {
    Credential leaf = leaf(type);
    Path certificate = folder.resolve("tls.crt");
    Path plain = folder.resolve("plain.key");
    Path key = folder.resolve("tls.key");
    CredentialFiles.write(leaf, certificate, plain);
    openssl(command + " -in " + plain + " -out " + key);
    assertEquals(number(leaf), number(CredentialFiles.load(certificate, key, SECRET)), form);
  }

  @Test
  void readsPkcs12ThatOpensslWrote() throws Exception {
    Credential leaf = leaf(KeyType.EC_P256);
    Path certificate = folder.resolve("tls.crt");
    Path key = folder.resolve("tls.key");
    CredentialFiles.write(leaf, certificate, key);
    Path store = folder.resolve("tls.p12");
    openssl(
        "pkcs12 -export -passout pass:s3cret -in %s -inkey %s -out %s"
            .formatted(certificate, key, store));
    Credential read = CredentialFiles.load(store, SECRET);
    assertEquals(leaf.chain(), read.chain());
    assertEquals(number(leaf), number(read));
    assertThrows(UnusableFileException.class, () -> CredentialFiles.load(store, Passphrase.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS", "JCEKS"})
  void readsKeyStoresOfJava(String type) throws Exception {
    Credential leaf = leaf(KeyType.RSA_2048);
    for (String secret : List.of("changeit", "s3cret")) {
      Path file = folder.resolve(secret + ".store");
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      Certificate[] chain = leaf.chain().toArray(Certificate[]::new);
      store.setKeyEntry("server", leaf.key(), secret.toCharArray(), chain);
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, secret.toCharArray());
      }
      assertEquals(leaf.key(), CredentialFiles.load(file, SECRET).key());
      assertEquals(leaf.chain(), CredentialFiles.load(file, SECRET).chain());
    }
  }

  @Test
  void readsPkcs7AndDer() throws Exception {
    Credential leaf = leaf(KeyType.EC_P256);
    Path certificate = folder.resolve("tls.crt");
    CredentialFiles.write(leaf, certificate, folder.resolve("tls.key"));
    openssl("crl2pkcs7 -nocrl -certfile " + certificate + " -out " + folder.resolve("a.p7b"));
    openssl(
        "crl2pkcs7 -nocrl -outform DER -certfile "
            + certificate
            + " -out "
            + folder.resolve("b.p7b"));
    openssl("x509 -outform DER -in " + certificate + " -out " + folder.resolve("leaf.der"));
    for (String file : List.of("a.p7b", "b.p7b")) {
      assertEquals(
          List.copyOf(leaf.chain()).size(),
          TrustStores.load(folder.resolve(file)).certificates().size());
    }
    assertEquals(
        List.of(leaf.certificate()), TrustStores.load(folder.resolve("leaf.der")).certificates());
  }

  @Test
  void keyOfAnotherCertificate() throws IOException {
    CredentialFiles.write(leaf(KeyType.EC_P256), folder.resolve("a.crt"), folder.resolve("a.key"));
    CredentialFiles.write(leaf(KeyType.RSA_2048), folder.resolve("b.crt"), folder.resolve("b.key"));
    var e =
        assertThrows(
            UnusableFileException.class,
            () ->
                CredentialFiles.load(
                    folder.resolve("a.crt"), folder.resolve("b.key"), Passphrase.NONE));
    assertTrue(e.getMessage().endsWith("a.crt'"), e.getMessage());
    assertTrue(e.getMessage().contains("belongs to no certificate"), e.getMessage());
  }

  @Test
  void brokenCertificateIsSkippedAndTold() throws IOException {
    Path file = folder.resolve("store.pem");
    String good = PemWriter.certificates(List.of(authority().certificate()));
    Files.writeString(
        file, "# comment\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" + good);
    FileContents contents = FileContents.loadCertificates(file);
    assertEquals(1, contents.certificates().size());
    assertEquals(List.of(file + ": the CERTIFICATE at line 2 cannot be read"), contents.skipped());
  }

  @Test
  void storeKeepsOneAuthority() throws IOException {
    AuthorityStore store =
        AuthorityStore.ofUser(Map.of("XDG_DATA_HOME", folder.resolve("data").toString()));
    assertEquals(folder.resolve("data/tlsdiag/ca"), store.folder());
    var spec = new AuthoritySpec("Mine", KeyType.EC_P256, Duration.ofDays(1), List.of("a.test"));
    CertificateAuthority made = store.create(spec, Optional.empty(), NOW);
    assertEquals(made.certificate(), store.load(Passphrase.NONE).certificate());
    assertEquals("rwx------", mode(folder.resolve("data")));
    assertThrows(FileAlreadyExistsException.class, () -> store.create(spec, Optional.empty(), NOW));
    Files.setPosixFilePermissions(store.keyFile(), PosixFilePermissions.fromString("rw-r-----"));
    var e = assertThrows(UnusableFileException.class, () -> store.load(Passphrase.NONE));
    assertEquals(
        "others than its owner may read the key '" + store.keyFile() + "'", e.getMessage());
  }

  private static void openssl(String arguments) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(("openssl " + arguments).split(" ")).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("openssl is not installed");
      return;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }
}
