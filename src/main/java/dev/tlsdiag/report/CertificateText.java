package dev.tlsdiag.report;

import dev.tlsdiag.x509.SubjectName;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The fields of a certificate in words; what a peer wrote comes out escaped. */
public final class CertificateText {
  private static final List<String> USAGES =
      List.of(
          "digitalSignature",
          "nonRepudiation",
          "keyEncipherment",
          "dataEncipherment",
          "keyAgreement",
          "keyCertSign",
          "cRLSign",
          "encipherOnly",
          "decipherOnly");

  private final Instant now;

  /**
   * @param now what is left of a validity is counted from then
   */
  public CertificateText(Instant now) {
    this.now = now;
  }

  public static String subject(X509Certificate certificate) {
    return name(certificate.getSubjectX500Principal().getName());
  }

  public static String issuer(X509Certificate certificate) {
    return name(certificate.getIssuerX500Principal().getName());
  }

  private static String name(String distinguishedName) {
    return distinguishedName.isEmpty() ? "(no subject)" : Printable.escape(distinguishedName);
  }

  /** {@code 2026-05-01T12:00:00Z to 2026-05-08T12:00:00Z, 6 days left}. */
  public String validity(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    return "%s to %s, %s".formatted(from, until, left(certificate));
  }

  /** {@code 6 days left}, {@code expired 2 hours ago}, {@code begins in 3 days}. */
  public String left(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      return "expired " + span(Duration.between(until, now)) + " ago";
    }
    if (now.isBefore(from)) {
      return "begins in " + span(Duration.between(now, from));
    }
    return span(Duration.between(now, until)) + " left";
  }

  private static String span(Duration span) {
    long hours = span.toHours();
    if (hours >= 48) {
      return span.toDays() + " days";
    }
    return hours >= 2 ? hours + " hours" : span.toMinutes() + " min";
  }

  public static List<String> names(X509Certificate certificate) {
    return SubjectName.of(certificate).stream()
        .map(SubjectName::value)
        .map(Printable::name)
        .toList();
  }

  public static String key(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    if (key instanceof RSAPublicKey rsa) {
      return "RSA " + rsa.getModulus().bitLength();
    }
    return key instanceof ECPublicKey ec
        ? "EC P-" + ec.getParams().getOrder().bitLength()
        : Printable.escape(key.getAlgorithm());
  }

  public static String serial(X509Certificate certificate) {
    return certificate.getSerialNumber().toString(16);
  }

  /** As {@code openssl x509 -fingerprint -sha256} writes it. */
  public static String sha256(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  public static boolean isAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0;
  }

  public static List<String> usages(X509Certificate certificate) {
    List<String> all = new ArrayList<>();
    boolean[] usage = certificate.getKeyUsage();
    for (int i = 0; usage != null && i < Math.min(usage.length, USAGES.size()); i++) {
      if (usage[i]) {
        all.add(USAGES.get(i));
      }
    }
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      for (String purpose : purposes == null ? List.<String>of() : purposes) {
        all.add(
            switch (purpose) {
              case "1.3.6.1.5.5.7.3.1" -> "serverAuth";
              case "1.3.6.1.5.5.7.3.2" -> "clientAuth";
              case "2.5.29.37.0" -> "anyExtendedKeyUsage";
              default -> purpose;
            });
      }
    } catch (CertificateParsingException e) {
      all.add("unreadable extendedKeyUsage");
    }
    return all;
  }
}
