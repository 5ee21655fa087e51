package dev.tlsdiag.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
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
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * What a PEM text (RFC 7468) holds, as far as it may be told: certificates, and of a key only
 * whether it is there and fits.
 *
 * @param certificates in their order
 * @param unreadable blocks of certificates that cannot be read
 * @param keys blocks with a private key
 * @param encryptedKeys those of them that want a passphrase
 */
public record PemMaterial(
    List<X509Certificate> certificates, int unreadable, int keys, int encryptedKeys) {
  /** More than any bundle has. */
  private static final int MOST_CERTIFICATES = 5000;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");

  public PemMaterial {
    certificates = List.copyOf(certificates);
  }

  /** Whether a key belongs to a certificate. */
  public enum Fit {
    FITS,
    DOES_NOT_FIT,
    /** The key is encrypted, of a kind that is not known here, or no key. */
    CANNOT_TELL
  }

  public static PemMaterial parse(String text) {
    List<X509Certificate> certificates = new ArrayList<>();
    int unreadable = 0;
    int keys = 0;
    int encrypted = 0;
    Matcher block = BLOCK.matcher(text);
    while (block.find() && certificates.size() < MOST_CERTIFICATES) {
      String label = block.group(1);
      if (label.endsWith("PRIVATE KEY")) {
        keys++;
        encrypted += block.group().contains("ENCRYPTED") ? 1 : 0;
      } else if (label.endsWith("CERTIFICATE")) {
        Optional<X509Certificate> certificate = certificate(block.group(2));
        certificate.ifPresent(certificates::add);
        unreadable += certificate.isPresent() ? 0 : 1;
      }
    }
    return new PemMaterial(certificates, unreadable, keys, encrypted);
  }

  private static Optional<X509Certificate> certificate(String base64) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64.strip());
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der)));
    } catch (CertificateException | RuntimeException e) {
      return Optional.empty(); // it is counted
    }
  }

  /** Whether the first key of a PEM text belongs to the certificate: it signs, that verifies. */
  public static Fit fit(String pemKey, X509Certificate certificate) {
    String begin = "PRIVATE KEY-----";
    if (!pemKey.contains(begin) || pemKey.contains("ENCRYPTED")) {
      return Fit.CANNOT_TELL;
    }
    String algorithm =
        switch (certificate.getPublicKey().getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return Fit.CANNOT_TELL;
    }
    Optional<PrivateKey> key = key(pemKey);
    if (key.isEmpty()) {
      return Fit.CANNOT_TELL;
    }
    boolean sameKind =
        key.get().getAlgorithm().startsWith("Ed")
            ? algorithm.equals("EdDSA")
            : algorithm.contains(key.get().getAlgorithm().equals("EC") ? "ECDSA" : "RSA");
    if (!sameKind) {
      return Fit.DOES_NOT_FIT;
    }
    try {
      byte[] message = {1, 2, 3};
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key.get());
      signer.update(message);
      byte[] signature = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certificate.getPublicKey());
      verifier.update(message);
      return verifier.verify(signature) ? Fit.FITS : Fit.DOES_NOT_FIT;
    } catch (GeneralSecurityException e) {
      return Fit.DOES_NOT_FIT; // of another curve
    }
  }

  private static Optional<PrivateKey> key(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object read = parser.readObject(); read != null; read = parser.readObject()) {
        if (read instanceof PEMKeyPair pair) {
          return Optional.of(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
        }
        if (read instanceof PrivateKeyInfo info) {
          return Optional.of(new JcaPEMKeyConverter().getPrivateKey(info));
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
