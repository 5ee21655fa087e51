package dev.tlsdiag.x509;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What of a chain's keys and signatures many verifiers refuse as too weak: less than 112 bits of
 * security (NIST SP 800-57 part 1), which is OpenSSL's security level 2, the default of Debian.
 */
public final class CertificateStrength {
  private static final int RSA_BITS = 2048;
  private static final int EC_BITS = 224;

  /**
   * A key or signature that is too weak.
   *
   * @param message in words: whose, and what it has
   */
  public record Weakness(String message) {}

  private CertificateStrength() {}

  /**
   * The first weakness of a chain, the leaf's before others'. A root's own signature says nothing:
   * nobody checks it.
   *
   * @param chain the leaf first
   */
  public static Optional<Weakness> of(List<X509Certificate> chain) {
    for (int i = 0; i < chain.size(); i++) {
      Optional<String> words = weakness(chain.get(i));
      if (words.isPresent()) {
        return Optional.of(new Weakness(Wording.certificate(chain.get(i), i) + words.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> weakness(X509Certificate certificate) {
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < RSA_BITS) {
      return Optional.of(" has an RSA key of " + rsa.getModulus().bitLength() + " bits");
    }
    if (certificate.getPublicKey() instanceof ECPublicKey ec
        && ec.getParams().getOrder().bitLength() < EC_BITS) {
      return Optional.of(" has an EC key of " + ec.getParams().getOrder().bitLength() + " bits");
    }
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    boolean broken = signature.startsWith("SHA1") || signature.startsWith("MD");
    return broken && !CertificatePath.isSelfIssued(certificate)
        ? Optional.of(" is signed with " + certificate.getSigAlgName())
        : Optional.empty();
  }
}
