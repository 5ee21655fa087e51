package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.bc.BcX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An authority that issues certificates for servers, such that strict verifiers accept them (RFC
 * 5280 section 4.2). Safe for use by several threads.
 */
public final class CertificateAuthority {
  private static final String ORGANIZATION = "tlsdiag";
  private static final int MAX_COMMON_NAME = 64; // ub-common-name, RFC 5280 appendix A.1
  private static final int SERIAL_BITS = 127; // at most 20 octets, RFC 5280 section 4.1.2.2
  private static final int P256_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Credential credential;
  private final X500Name subject;
  private final AuthorityKeyIdentifier keyIdentifier;

  private CertificateAuthority(Credential credential) {
    this.credential = credential;
    X509Certificate certificate = credential.certificate();
    this.subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    this.keyIdentifier = new AuthorityKeyIdentifier(subjectKeyIdentifier(certificate));
  }

  /** A new root with a new key, usable from an hour before {@code now} on. */
  public static CertificateAuthority create(AuthoritySpec spec, Instant now) {
    KeyPair pair = spec.keyType().generate();
    X500Name name =
        new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.O, ORGANIZATION)
            .addRDN(BCStyle.CN, spec.commonName())
            .build();
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    // Twice as early as a leaf, so that no leaf is older than its authority.
    Instant from = now.minus(LeafSpec.BACKDATED.multipliedBy(2));
    var builder = builder(name, name, from, now.plus(spec.validity()), info);
    try {
      SubjectKeyIdentifier identifier = identifierOf(info);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(Extension.subjectKeyIdentifier, false, identifier)
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new AuthorityKeyIdentifier(identifier.getKeyIdentifier()));
      if (!spec.permittedHosts().isEmpty()) {
        builder.addExtension(
            Extension.nameConstraints, true, HostConstraints.of(spec.permittedHosts()));
      }
    } catch (CertIOException e) {
      throw new IllegalStateException("an extension of our own cannot be written", e);
    }
    X509Certificate certificate = sign(builder, pair.getPrivate());
    return new CertificateAuthority(new Credential(pair.getPrivate(), List.of(certificate)));
  }

  /** An authority that exists; its own chain goes with every certificate it issues. */
  public static CertificateAuthority of(Credential credential) {
    return new CertificateAuthority(requireNonNull(credential, "credential is null"));
  }

  public Credential credential() {
    return credential;
  }

  public X509Certificate certificate() {
    return credential.certificate();
  }

  /**
   * What its own certificate's name constraints say, in words; clients refuse what it issues for
   * other hosts. Empty where it may issue for every host.
   */
  public Optional<String> constraints() {
    byte[] value = certificate().getExtensionValue(Extension.nameConstraints.getId());
    return Optional.ofNullable(value)
        .map(
            bytes ->
                Wording.constraints(
                    NameConstraints.getInstance(ASN1OctetString.getInstance(bytes).getOctets())));
  }

  /** A certificate for a new key; the chain is the leaf, then this authority. */
  public Credential issue(LeafSpec spec) {
    return issue(spec, spec.keyType().generate());
  }

  /** A certificate for a key that exists. A signature is all that it costs. */
  public Credential issue(LeafSpec spec, KeyPair pair) {
    return new Credential(pair.getPrivate(), certify(spec, pair.getPublic()));
  }

  /**
   * A certificate for somebody else's key; the chain is the leaf, then this authority. It does not
   * outlive the authority.
   *
   * @throws IllegalArgumentException where a name is none that a certificate can have
   */
  public List<X509Certificate> certify(LeafSpec spec, PublicKey key) {
    List<SubjectName> names = spec.names().stream().map(SubjectName::parse).toList();
    X500Name name = leafSubject(names, spec.withSan());
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    Instant begin = certificate().getNotBefore().toInstant();
    Instant end = certificate().getNotAfter().toInstant();
    Instant from =
        begin.isBefore(spec.notAfter()) ? later(begin, spec.notBefore()) : spec.notBefore();
    Instant until = end.isAfter(spec.notBefore()) ? earlier(end, spec.notAfter()) : spec.notAfter();
    var builder = builder(subject, name, from, until, info);
    try {
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, keyUsage(key))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(Extension.subjectKeyIdentifier, false, identifierOf(info))
          .addExtension(Extension.authorityKeyIdentifier, false, keyIdentifier);
      if (spec.withSan()) {
        builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(names));
      }
    } catch (CertIOException e) {
      throw new IllegalStateException("an extension of our own cannot be written", e);
    }
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(sign(builder, credential.key()));
    chain.addAll(credential.chain());
    return chain;
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, Instant from, Instant until, SubjectPublicKeyInfo key) {
    BigInteger serial = new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1);
    return new X509v3CertificateBuilder(
        issuer, serial, Date.from(from), Date.from(until), subject, key);
  }

  /**
   * With a common name for the readers' sake where one fits. An address is none beside a
   * subjectAltName: OpenSSL would hold it against constraints on DNS names.
   */
  private static X500Name leafSubject(List<SubjectName> names, boolean withSan) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    builder.addRDN(BCStyle.O, ORGANIZATION);
    Optional<SubjectName> common =
        withSan
            ? names.stream().filter(name -> name.kind() == SubjectName.Kind.DNS).findFirst()
            : Optional.of(names.get(0));
    common
        .map(SubjectName::value)
        .filter(name -> name.length() <= MAX_COMMON_NAME)
        .ifPresent(name -> builder.addRDN(BCStyle.CN, name));
    return builder.build();
  }

  private static KeyUsage keyUsage(PublicKey key) {
    boolean rsa = key instanceof RSAKey; // only RSA keys encrypt, in TLS 1.2 without ECDHE
    return new KeyUsage(KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0));
  }

  private static GeneralNames alternativeNames(List<SubjectName> names) {
    return new GeneralNames(
        names.stream()
            .distinct()
            .map(
                name ->
                    switch (name.kind()) {
                      case DNS -> new GeneralName(GeneralName.dNSName, name.value());
                      case IP -> new GeneralName(GeneralName.iPAddress, name.value());
                    })
            .toArray(GeneralName[]::new));
  }

  /** What the certificate calls its key, else what RFC 5280 section 4.2.1.2 would call it. */
  private static byte[] subjectKeyIdentifier(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return value == null
        ? identifierOf(SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()))
            .getKeyIdentifier()
        : SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(value).getOctets())
            .getKeyIdentifier();
  }

  private static SubjectKeyIdentifier identifierOf(SubjectPublicKeyInfo key) {
    return new BcX509ExtensionUtils().createSubjectKeyIdentifier(key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) {
    try {
      var signer = new JcaContentSignerBuilder(signatureAlgorithm(key)).build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the authority's key cannot sign: " + e.getMessage(), e);
    }
  }

  private static String signatureAlgorithm(PrivateKey key) {
    if (key instanceof ECKey ec) {
      int bits = ec.getParams().getOrder().bitLength();
      return bits <= P256_BITS ? "SHA256withECDSA" : "SHA384withECDSA";
    }
    return key instanceof RSAKey ? "SHA256withRSA" : key.getAlgorithm();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
