package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority for one run of the lab. It makes what a proper one refuses to: a leaf signed by
 * itself, an intermediate that the server then forgets to send.
 */
final class LabAuthority {
  private static final Duration LIFE = Duration.ofDays(7);
  private static final int SERIAL_BITS = 120;
  private static final int KEY_USAGE_CA = KeyUsage.keyCertSign | KeyUsage.cRLSign;
  private static final KeyPurposeId[] BOTH_ROLES = {
    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
  };

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyPair keys;
  private final X509Certificate certificate;

  /** What a leaf's chain has above the leaf, without the root. */
  private final List<X509Certificate> intermediates;

  private LabAuthority(
      KeyPair keys, X509Certificate certificate, List<X509Certificate> intermediates) {
    this.keys = keys;
    this.certificate = certificate;
    this.intermediates = List.copyOf(intermediates);
  }

  static LabAuthority root(String name) throws IOException {
    KeyPair keys = newKeys();
    X500Principal subject = subject(name);
    return new LabAuthority(keys, authority(subject, keys, subject, keys), List.of());
  }

  LabAuthority intermediate(String name) throws IOException {
    KeyPair own = newKeys();
    X509Certificate issued =
        authority(subject(name), own, certificate.getSubjectX500Principal(), keys);
    List<X509Certificate> chain = new ArrayList<>(List.of(issued));
    chain.addAll(intermediates);
    return new LabAuthority(own, issued, chain);
  }

  X509Certificate certificate() {
    return certificate;
  }

  Credential issue(String name) throws IOException {
    return issue(LeafSpec.of(List.of(name), Instant.now()));
  }

  /** Leaf and intermediates, without the root, as servers send it. */
  Credential issue(LeafSpec spec) throws IOException {
    KeyPair own = newKeys();
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(leaf(spec, own, certificate.getSubjectX500Principal(), keys));
    chain.addAll(intermediates);
    return new Credential(own.getPrivate(), chain);
  }

  static Credential selfSigned(LeafSpec spec) throws IOException {
    KeyPair own = newKeys();
    return new Credential(
        own.getPrivate(), List.of(leaf(spec, own, subject(spec.names().get(0)), own)));
  }

  private static X509Certificate authority(
      X500Principal subject, KeyPair own, X500Principal issuer, KeyPair signer) throws IOException {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        builder(issuer, now.minus(LeafSpec.BACKDATED), now.plus(LIFE), subject, own);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KEY_USAGE_CA));
    return sign(builder, own, signer);
  }

  private static X509Certificate leaf(
      LeafSpec spec, KeyPair own, X500Principal issuer, KeyPair signer) throws IOException {
    X500Principal subject = subject(spec.names().get(0));
    X509v3CertificateBuilder builder =
        builder(issuer, spec.notBefore(), spec.notAfter(), subject, own);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(BOTH_ROLES));
    if (spec.withSan()) {
      GeneralName[] names =
          spec.names().stream()
              .map(name -> new GeneralName(GeneralName.dNSName, name))
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return sign(builder, own, signer);
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, Instant from, Instant until, X500Principal subject, KeyPair own) {
    BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(from), Date.from(until), subject, own.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair own, KeyPair signer)
      throws IOException {
    try {
      JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          identifiers.createSubjectKeyIdentifier(own.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(signer.getPublic()));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }

  /** A common name has at most 64 characters (RFC 5280 appendix A.1). */
  private static X500Principal subject(String name) {
    return new X500Principal("CN=" + (name.length() > 64 ? name.substring(0, 64) : name));
  }

  private static KeyPair newKeys() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot make a key: " + e.getMessage(), e);
    }
  }
}
