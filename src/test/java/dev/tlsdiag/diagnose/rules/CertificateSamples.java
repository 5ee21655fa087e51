package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Leaf certificates for tests, valid around {@link HandshakeSamples#START} unless said. */
final class CertificateSamples {
  private static final KeyPair KEYS = keys();
  private static int serial;

  private CertificateSamples() {}

  static Bytes leaf(String issuer, String... names) {
    return leaf(issuer, HandshakeSamples.START.minus(Duration.ofDays(10)), 20, names);
  }

  static Bytes leaf(String issuer, Instant from, int days, String... names) {
    return leaf(issuer, from, days, false, names);
  }

  /** One that says where its issuer's certificate can be fetched. */
  static List<Bytes> fetchable(String issuer, String... names) {
    Instant from = HandshakeSamples.START.minus(Duration.ofDays(10));
    return List.of(leaf(issuer, from, 20, true, names));
  }

  private static Bytes leaf(
      String issuer, Instant from, int days, boolean fetchable, String... names) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer),
              BigInteger.valueOf(++serial),
              Date.from(from),
              Date.from(from.plus(Duration.ofDays(days))),
              new X500Name("CN=leaf " + serial),
              KEYS.getPublic());
      if (names.length > 0) {
        GeneralName[] all =
            Stream.of(names)
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
      }
      if (fetchable) {
        var address =
            new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/issuer.crt");
        builder.addExtension(
            Extension.authorityInfoAccess,
            false,
            new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, address));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
      return Bytes.wrap(builder.build(signer).getEncoded());
    } catch (OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Of an authority: a root where it issued itself. */
  static X509Certificate authority(String subject, String issuer) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + issuer),
              BigInteger.valueOf(++serial),
              Date.from(HandshakeSamples.START.minus(Duration.ofDays(10))),
              Date.from(HandshakeSamples.START.plus(Duration.ofDays(10))),
              new X500Name("CN=" + subject),
              KEYS.getPublic());
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  static Bytes der(X509Certificate certificate) {
    try {
      return Bytes.wrap(certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<Bytes> chain(String issuer, String... names) {
    return List.of(leaf(issuer, names));
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
