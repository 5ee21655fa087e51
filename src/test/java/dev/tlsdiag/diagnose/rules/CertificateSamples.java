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
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
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
      builder.addExtension(Extension.basicConstraints, false, new BasicConstraints(true));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | CertificateException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An RSA leaf with these bits of keyUsage, of {@link KeyUsage}. */
  static Bytes rsa(String issuer, String name, int keyUsage) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      var builder = builder("CN=" + issuer, "CN=" + name, generator.generateKeyPair());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
      return signed(builder);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A self-signed one with this subject, for these names. */
  static Bytes placeholder(String subject, String... names) {
    return subject(subject, subject, names);
  }

  /** A leaf with another subject than its names. */
  static Bytes subject(String issuer, String subject, String... names) {
    try {
      var builder = builder(issuer, subject, KEYS);
      GeneralName[] all =
          Stream.of(names)
              .map(name -> new GeneralName(GeneralName.dNSName, name))
              .toArray(GeneralName[]::new);
      if (all.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
      }
      return signed(builder);
    } catch (CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A leaf that strict verifiers take: with the identifier of its issuer's key. */
  static Bytes strict(String issuer, String name) {
    try {
      var builder = builder("CN=" + issuer, "CN=" + name, KEYS);
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(KEYS.getPublic()));
      return signed(builder);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(String issuer, String subject, KeyPair keys) {
    return new JcaX509v3CertificateBuilder(
        new X500Name(issuer),
        BigInteger.valueOf(++serial),
        Date.from(HandshakeSamples.START.minus(Duration.ofDays(10))),
        Date.from(HandshakeSamples.START.plus(Duration.ofDays(10))),
        new X500Name(subject),
        keys.getPublic());
  }

  private static Bytes signed(JcaX509v3CertificateBuilder builder) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
      return Bytes.wrap(builder.build(signer).getEncoded());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
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
