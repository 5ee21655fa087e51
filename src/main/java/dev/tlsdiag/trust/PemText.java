package dev.tlsdiag.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/**
 * PEM (RFC 7468) with whatever text around it: certificates, PKCS#7, and keys as PKCS#1, SEC1 or
 * PKCS#8, encrypted or not.
 */
final class PemText {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** Shared by nobody: the runtime's list of providers stays as it is. */
  private static final class Providers {
    static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
  }

  private PemText() {}

  static boolean isPem(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
  }

  /**
   * The certificates, and the first key.
   *
   * @param passphrase empty to leave keys alone
   */
  static FileContents read(byte[] bytes, String name, Optional<Passphrase> passphrase)
      throws UnusableFileException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    List<X509Certificate> certificates = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    Optional<PrivateKey> key = Optional.empty();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      String label = block.group(1);
      switch (label) {
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "PKCS7" -> {
          try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2).strip());
            certificates.addAll(
                label.equals("PKCS7") ? BinaryStores.pkcs7(der) : List.of(certificate(der)));
          } catch (CertificateException | IllegalArgumentException e) {
            int line = (int) text.substring(0, block.start()).lines().count() + 1;
            skipped.add("%s: the %s at line %d cannot be read".formatted(name, label, line));
          }
        }
        default -> {
          if (label.endsWith("PRIVATE KEY") && key.isEmpty() && passphrase.isPresent()) {
            key = Optional.of(key(block.group(), name, passphrase.get()));
          }
        }
      }
    }
    return new FileContents("PEM", certificates, key, skipped);
  }

  static X509Certificate certificate(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static PrivateKey key(String pem, String name, Passphrase passphrase)
      throws UnusableFileException {
    boolean encrypted = pem.contains("ENCRYPTED");
    // Outside of what follows: who is asked may have reasons of its own to stop.
    char[] secret = encrypted ? needed(passphrase, name) : new char[0];
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      return new JcaPEMKeyConverter().getPrivateKey(info(parser.readObject(), secret));
    } catch (IOException | PKCSException | RuntimeException e) {
      throw new UnusableFileException(
          encrypted
              ? "wrong passphrase for the key in '%s', or an unknown cipher".formatted(name)
              : "the key in '%s' cannot be read".formatted(name),
          e);
    }
  }

  private static PrivateKeyInfo info(Object read, char[] secret) throws IOException, PKCSException {
    if (read instanceof PEMKeyPair pair) {
      return pair.getPrivateKeyInfo();
    }
    if (read instanceof PEMEncryptedKeyPair pair) {
      var decryptor =
          new JcePEMDecryptorProviderBuilder().setProvider(Providers.BOUNCY_CASTLE).build(secret);
      return pair.decryptKeyPair(decryptor).getPrivateKeyInfo();
    }
    if (read instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
      return encrypted.decryptPrivateKeyInfo(
          new JcePKCSPBEInputDecryptorProviderBuilder()
              .setProvider(Providers.BOUNCY_CASTLE)
              .build(secret));
    }
    return PrivateKeyInfo.getInstance(read);
  }

  private static char[] needed(Passphrase passphrase, String name) throws UnusableFileException {
    return passphrase
        .ask(name)
        .orElseThrow(
            () -> new UnusableFileException("the key in '%s' has a passphrase".formatted(name)));
  }
}
