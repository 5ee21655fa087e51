package dev.tlsdiag.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/** Certificates and keys as PEM (RFC 7468): lines of 64 characters. */
public final class PemWriter {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
  private static final String CIPHER = "PBEWithHmacSHA256AndAES_256";
  private static final int SALT_BYTES = 16;
  private static final int ITERATIONS = 600_000; // against guessing on a stolen file

  private PemWriter() {}

  public static String certificates(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("a certificate that was read cannot be written", e);
      }
    }
    return text.toString();
  }

  /** PKCS#8; the text is a secret. */
  static String key(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** PKCS#8, encrypted with AES-256 (PBES2, RFC 8018 section 6.2). */
  static String key(PrivateKey key, char[] passphrase) {
    try {
      byte[] salt = new byte[SALT_BYTES];
      new SecureRandom().nextBytes(salt);
      Cipher cipher = Cipher.getInstance(CIPHER);
      PBEKeySpec spec = new PBEKeySpec(passphrase);
      cipher.init(
          Cipher.ENCRYPT_MODE,
          SecretKeyFactory.getInstance(CIPHER).generateSecret(spec),
          new PBEParameterSpec(salt, ITERATIONS));
      byte[] sealed = cipher.doFinal(key.getEncoded());
      return block(
          "ENCRYPTED PRIVATE KEY",
          new EncryptedPrivateKeyInfo(cipher.getParameters(), sealed).getEncoded());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java runtime seals keys with " + CIPHER, e);
    }
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }
}
