package dev.tlsdiag.x509;

import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What strict verifiers refuse in certificates that others accept: Python from 3.13 on, OpenSSL
 * with {@code -x509_strict}, browsers (RFC 5280 section 4.2).
 */
public final class StrictChecks {
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String SUBJECT_KEY_ID = "2.5.29.14";
  private static final String AUTHORITY_KEY_ID = "2.5.29.35";
  private static final String ALTERNATIVE_NAME = "2.5.29.17";
  private static final int RSA_BITS = 2048;
  private static final int KEY_CERT_SIGN = 5;
  private static final Duration LONGEST_LEAF = Duration.ofDays(825); // Apple, private CAs too

  private StrictChecks() {}

  /** Of a certificate at this depth, all that is amiss; 0 is the leaf. */
  public static List<ChainProblem> problems(X509Certificate certificate, int depth) {
    List<String> texts = extensions(certificate);
    boolean root = CertificatePath.isSelfIssued(certificate);
    boolean authority = certificate.getBasicConstraints() >= 0;
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < RSA_BITS) {
      texts.add("has an RSA key of %d bits only".formatted(rsa.getModulus().bitLength()));
    }
    String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
    if (!root && (signature.startsWith("SHA1") || signature.startsWith("MD5"))) {
      texts.add("is signed with " + certificate.getSigAlgName());
    }
    Duration validity =
        Duration.between(
            certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    if (!authority && validity.compareTo(LONGEST_LEAF) > 0) {
      texts.add("is valid for %d days; Apple accepts 825".formatted(validity.toDays()));
    }
    return told(texts, certificate, depth);
  }

  /**
   * Of a certificate at this depth, what OpenSSL's {@code X509_V_FLAG_X509_STRICT} refuses in its
   * extensions: Python sets that flag from 3.13 on.
   */
  public static List<ChainProblem> extensionProblems(X509Certificate certificate, int depth) {
    return told(extensions(certificate), certificate, depth);
  }

  private static List<String> extensions(X509Certificate certificate) {
    List<String> texts = new ArrayList<>();
    boolean root = CertificatePath.isSelfIssued(certificate);
    boolean authority = certificate.getBasicConstraints() >= 0;
    if (certificate.getVersion() < 3) {
      texts.add("is of version %d, not 3".formatted(certificate.getVersion()));
    } else if (authority) {
      if (!isCritical(certificate, BASIC_CONSTRAINTS)) {
        texts.add("has basicConstraints that are not critical");
      }
      boolean[] usage = certificate.getKeyUsage();
      if (!has(certificate, KEY_USAGE) || usage == null || !usage[KEY_CERT_SIGN]) {
        texts.add("is an authority without keyUsage keyCertSign");
      }
      if (!has(certificate, SUBJECT_KEY_ID)) {
        texts.add("lacks the subject key identifier");
      }
    } else if (certificate.getSubjectX500Principal().getName().isEmpty()
        && !isCritical(certificate, ALTERNATIVE_NAME)) {
      texts.add("has no subject, and its subjectAltName is not critical");
    }
    if (!root && certificate.getVersion() >= 3 && !has(certificate, AUTHORITY_KEY_ID)) {
      texts.add("lacks the authority key identifier");
    }
    return texts;
  }

  private static List<ChainProblem> told(
      List<String> texts, X509Certificate certificate, int depth) {
    String name = Wording.certificate(certificate, depth);
    return texts.stream()
        .map(text -> new ChainProblem(ChainProblem.Kind.NOT_STRICT, depth, name + " " + text))
        .toList();
  }

  private static boolean has(X509Certificate certificate, String extension) {
    return certificate.getExtensionValue(extension) != null;
  }

  private static boolean isCritical(X509Certificate certificate, String extension) {
    var critical = certificate.getCriticalExtensionOIDs();
    return critical != null && critical.contains(extension);
  }
}
