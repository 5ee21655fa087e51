package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A certificate for a server that has something about it: another subject than its names, a key
 * usage that does not fit, no key identifiers.
 *
 * @param spec names, key and dates
 * @param subject its distinguished name
 * @param keyUsage bits of {@link KeyUsage}
 * @param issuerAddress where its issuer's certificate can be fetched
 * @param identifiers whether it carries the key identifiers of itself and its issuer
 */
record LabCertificate(
    LeafSpec spec,
    X500Principal subject,
    int keyUsage,
    Optional<String> issuerAddress,
    boolean identifiers) {
  LabCertificate {
    requireNonNull(spec, "spec is null");
    requireNonNull(subject, "subject is null");
    requireNonNull(issuerAddress, "issuerAddress is null");
  }

  /** An ordinary one. */
  static LabCertificate of(String... names) {
    return of(LeafSpec.of(List.of(names), Instant.now()));
  }

  static LabCertificate of(LeafSpec spec) {
    return new LabCertificate(
        spec,
        LabAuthority.subject(spec.names().get(0)),
        KeyUsage.digitalSignature,
        Optional.empty(),
        true);
  }

  LabCertificate subject(String distinguishedName) {
    return new LabCertificate(
        spec, new X500Principal(distinguishedName), keyUsage, issuerAddress, identifiers);
  }

  LabCertificate rsa() {
    return new LabCertificate(
        spec.withKeyType(KeyType.RSA_2048), subject, keyUsage, issuerAddress, identifiers);
  }

  LabCertificate keyUsage(int bits) {
    return new LabCertificate(spec, subject, bits, issuerAddress, identifiers);
  }

  LabCertificate issuerAt(String url) {
    return new LabCertificate(spec, subject, keyUsage, Optional.of(url), identifiers);
  }

  LabCertificate withoutIdentifiers() {
    return new LabCertificate(spec, subject, keyUsage, issuerAddress, false);
  }

  /** The leaf with the authority's intermediates, without the root. */
  Credential by(LabAuthority authority) throws IOException {
    KeyPair own = LabAuthority.newKeys(spec.keyType());
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(
        LabAuthority.leaf(
            this, own, authority.certificate().getSubjectX500Principal(), authority.keys()));
    chain.addAll(authority.intermediates());
    return new Credential(own.getPrivate(), chain);
  }

  Credential bySelf() throws IOException {
    KeyPair own = LabAuthority.newKeys(spec.keyType());
    return new Credential(own.getPrivate(), List.of(LabAuthority.leaf(this, own, subject, own)));
  }
}
