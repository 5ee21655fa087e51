package dev.tlsdiag.x509;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates with the faults that our own authority does not make. */
public final class SampleCertificates {
  public static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private SampleCertificates() {}

  /** A name and its key, to sign with. */
  public record Party(String name, KeyPair pair) {
    public static Party named(String name) {
      return new Party(name, KeyType.EC_P256.generate());
    }

    public PrivateKey key() {
      return pair.getPrivate();
    }
  }

  /** Valid for a day around {@link #NOW}; {@code pathLength} below zero makes no authority. */
  public static X509Certificate authority(Party issuer, Party subject, int pathLength) {
    return authority(issuer, subject, pathLength, NOW.minus(DAY), NOW.plus(DAY));
  }

  public static X509Certificate authority(
      Party issuer, Party subject, int pathLength, Instant from, Instant until) {
    return build(
        issuer,
        subject,
        from,
        until,
        builder ->
            builder.addExtension(
                Extension.basicConstraints,
                true,
                pathLength < 0 ? new BasicConstraints(false) : new BasicConstraints(pathLength)));
  }

  /** For servers, or for clients only; without names it has no subjectAltName. */
  public static X509Certificate leaf(
      Party issuer, Party subject, KeyPurposeId purpose, List<String> names) {
    return build(
        issuer,
        subject,
        NOW.minus(DAY),
        NOW.plus(DAY),
        builder -> {
          builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
          if (!names.isEmpty()) {
            GeneralName[] all =
                names.stream()
                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
          }
        });
  }

  public static X509Certificate leaf(Party issuer, Party subject, String... names) {
    return leaf(issuer, subject, KeyPurposeId.id_kp_serverAuth, List.of(names));
  }

  private interface Extensions {
    void addTo(X509v3CertificateBuilder builder) throws Exception;
  }

  private static X509Certificate build(
      Party issuer, Party subject, Instant from, Instant until, Extensions extensions) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Principal("CN=" + issuer.name()),
              BigInteger.valueOf(System.identityHashCode(new Object()) + 1L),
              Date.from(from),
              Date.from(until),
              new X500Principal("CN=" + subject.name()),
              subject.pair().getPublic());
      extensions.addTo(builder);
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
