package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
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
import org.bouncycastle.util.IPAddress;

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
    return root(name, true);
  }

  /** As old tools make it: no key identifiers, basicConstraints not critical. */
  static LabAuthority careless(String name) throws IOException {
    return root(name, false);
  }

  private static LabAuthority root(String name, boolean strict) throws IOException {
    KeyPair keys = newKeys(KeyType.EC_P256);
    X500Principal subject = subject(name);
    return new LabAuthority(keys, authority(subject, keys, subject, keys, strict), List.of());
  }

  LabAuthority intermediate(String name) throws IOException {
    KeyPair own = newKeys(KeyType.EC_P256);
    X509Certificate issued =
        authority(subject(name), own, certificate.getSubjectX500Principal(), keys, true);
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
    return LabCertificate.of(spec).by(this);
  }

  static Credential selfSigned(LeafSpec spec) throws IOException {
    return LabCertificate.of(spec).bySelf();
  }

  KeyPair keys() {
    return keys;
  }

  List<X509Certificate> intermediates() {
    return intermediates;
  }

  /** The same key under another name, as one of many that a server may list. */
  X509Certificate renamed(String distinguishedName) throws IOException {
    X500Principal other = new X500Principal(distinguishedName);
    return authority(other, keys, other, keys, true);
  }

  /** The same name and key, vouched for by another authority. */
  X509Certificate crossSignedBy(LabAuthority other) throws IOException {
    X500Principal subject = certificate.getSubjectX500Principal();
    return authority(subject, keys, other.certificate.getSubjectX500Principal(), other.keys, true);
  }

  private static X509Certificate authority(
      X500Principal subject, KeyPair own, X500Principal issuer, KeyPair signer, boolean strict)
      throws IOException {
    Instant now = Instant.now();
    X509v3CertificateBuilder builder =
        builder(issuer, now.minus(LeafSpec.BACKDATED), now.plus(LIFE), subject, own);
    builder.addExtension(Extension.basicConstraints, strict, new BasicConstraints(true));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KEY_USAGE_CA));
    return sign(builder, own, signer, strict);
  }

  static X509Certificate leaf(
      LabCertificate wanted, KeyPair own, X500Principal issuer, KeyPair signer) throws IOException {
    LeafSpec spec = wanted.spec();
    X509v3CertificateBuilder builder =
        builder(issuer, spec.notBefore(), spec.notAfter(), wanted.subject(), own);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(wanted.keyUsage()));
    builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(BOTH_ROLES));
    if (spec.withSan()) {
      GeneralName[] names =
          spec.names().stream().map(LabAuthority::alternative).toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    if (wanted.issuerAddress().isPresent()) {
      GeneralName address =
          new GeneralName(
              GeneralName.uniformResourceIdentifier, wanted.issuerAddress().orElseThrow());
      builder.addExtension(
          Extension.authorityInfoAccess,
          false,
          new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, address));
    }
    return sign(builder, own, signer, wanted.identifiers());
  }

  private static GeneralName alternative(String name) {
    return new GeneralName(
        IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  private static X509v3CertificateBuilder builder(
      X500Principal issuer, Instant from, Instant until, X500Principal subject, KeyPair own) {
    BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS);
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(from), Date.from(until), subject, own.getPublic());
  }

  private static X509Certificate sign(
      X509v3CertificateBuilder builder, KeyPair own, KeyPair signer, boolean identifiers)
      throws IOException {
    try {
      if (identifiers) {
        JcaX509ExtensionUtils made = new JcaX509ExtensionUtils();
        builder.addExtension(
            Extension.subjectKeyIdentifier,
            false,
            made.createSubjectKeyIdentifier(own.getPublic()));
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            made.createAuthorityKeyIdentifier(signer.getPublic()));
      }
      String algorithm =
          signer.getPrivate() instanceof RSAPrivateKey ? "SHA256withRSA" : "SHA256withECDSA";
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IOException("cannot make a certificate: " + e.getMessage(), e);
    }
  }

  /** A common name has at most 64 characters (RFC 5280 appendix A.1). */
  static X500Principal subject(String name) {
    return new X500Principal("CN=" + (name.length() > 64 ? name.substring(0, 64) : name));
  }

  static KeyPair newKeys(KeyType type) {
    return type.generate();
  }
}
