package dev.tlsdiag.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;

/** DER certificates and keys, PKCS#7, and the key stores of Java. */
final class BinaryStores {
  private static final int JKS_MAGIC = 0xfeedfeed;
  private static final int JCEKS_MAGIC = 0xcececece;
  private static final int SEQUENCE = 0x30;

  private BinaryStores() {}

  static FileContents read(byte[] bytes, String name, Passphrase passphrase)
      throws UnusableFileException {
    int magic = 0;
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      magic = magic << 8 | bytes[i] & 0xff;
    }
    if (magic == JKS_MAGIC) {
      return keyStore("JKS", bytes, name, passphrase);
    }
    if (magic == JCEKS_MAGIC) {
      return keyStore("JCEKS", bytes, name, passphrase);
    }
    if (bytes.length == 0 || (bytes[0] & 0xff) != SEQUENCE) {
      throw new UnusableFileException("'%s' holds neither certificates nor a key".formatted(name));
    }
    try {
      return plain("DER", List.of(PemText.certificate(bytes)), Optional.empty());
    } catch (CertificateException notOne) {
      // The next format; all of them begin alike.
    }
    try {
      List<X509Certificate> certificates = pkcs7(bytes);
      if (!certificates.isEmpty()) {
        return plain("PKCS#7", certificates, Optional.empty());
      }
    } catch (CertificateException notOne) {
      // The next format.
    }
    Optional<PrivateKey> key = pkcs8(bytes);
    return key.isPresent()
        ? plain("PKCS#8", List.of(), key)
        : keyStore("PKCS12", bytes, name, passphrase);
  }

  static List<X509Certificate> pkcs7(byte[] der) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertPath(new ByteArrayInputStream(der), "PKCS7")
        .getCertificates()
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static FileContents plain(
      String format, List<X509Certificate> certificates, Optional<PrivateKey> key) {
    return new FileContents(format, certificates, key, List.of());
  }

  private static Optional<PrivateKey> pkcs8(byte[] der) {
    try {
      String algorithm =
          PrivateKeyInfo.getInstance(der).getPrivateKeyAlgorithm().getAlgorithm().getId();
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static FileContents keyStore(
      String type, byte[] bytes, String name, Passphrase passphrase) throws UnusableFileException {
    String format = type.equals("PKCS12") ? "PKCS#12" : type;
    // Trust stores mostly have the usual one or none; nobody should be asked for that.
    List<Optional<char[]>> known = new ArrayList<>();
    known.add(Optional.of(new char[0]));
    known.add(Optional.of("changeit".toCharArray()));
    if (!type.equals("PKCS12")) {
      known.add(Optional.empty()); // reads the certificates, and checks nothing
    }
    for (Optional<char[]> secret : known) {
      try {
        return contents(format, open(type, bytes, secret), secret);
      } catch (GeneralSecurityException | IOException | RuntimeException e) {
        // Not this one.
      }
    }
    Optional<char[]> asked = passphrase.ask(name);
    if (asked.isEmpty()) {
      throw new UnusableFileException(
          "'%s' is no %s file, or has a passphrase".formatted(name, format));
    }
    try {
      return contents(format, open(type, bytes, asked), asked);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new UnusableFileException(
          "'%s' is no %s file, or has another passphrase".formatted(name, format), e);
    }
  }

  private static KeyStore open(String type, byte[] bytes, Optional<char[]> secret)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(type);
    store.load(new ByteArrayInputStream(bytes), secret.orElse(null));
    return store;
  }

  private static FileContents contents(String format, KeyStore store, Optional<char[]> secret)
      throws GeneralSecurityException {
    Set<X509Certificate> certificates = new LinkedHashSet<>();
    Optional<PrivateKey> key = Optional.empty();
    List<String> aliases = new ArrayList<>(Collections.list(store.aliases()));
    for (String alias : aliases) {
      if (store.isKeyEntry(alias) && key.isEmpty()) {
        Key entry = store.getKey(alias, secret.orElse(null));
        if (entry instanceof PrivateKey found) {
          key = Optional.of(found);
          add(certificates, store.getCertificateChain(alias));
        }
      }
    }
    for (String alias : aliases) {
      add(certificates, store.getCertificateChain(alias));
      add(certificates, new Certificate[] {store.getCertificate(alias)});
    }
    return new FileContents(format, List.copyOf(certificates), key, List.of());
  }

  private static void add(Set<X509Certificate> certificates, Certificate[] found) {
    for (Certificate certificate : found == null ? new Certificate[0] : found) {
      if (certificate instanceof X509Certificate x509) {
        certificates.add(x509);
      }
    }
  }
}
