package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.CertificateNames;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.CertificateStrength;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The certificates that a server presented, where they could be read: up to TLS 1.2 in packets, in
 * any version by an end of the connection.
 *
 * @param sent DER each, the leaf first; at least one
 */
public record ServerChain(List<Bytes> sent, X509Certificate leaf, CertificateNames names) {
  private static final int NAMES_SHOWN = 4;
  private static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";

  /** The object identifier 1.3.6.1.5.5.7.48.2 in DER. */
  private static final String CA_ISSUERS = "06082b06010505073002";

  public ServerChain {
    sent = List.copyOf(sent);
    requireNonNull(leaf, "leaf is null");
    requireNonNull(names, "names is null");
  }

  /** Of a hop's server; empty where there is none that can be read. */
  public static Optional<ServerChain> of(Place place) {
    List<Bytes> seen = place.last().certificates();
    return of(
        seen.isEmpty() ? place.session().map(TlsSession::peerCertificates).orElse(seen) : seen);
  }

  public static Optional<ServerChain> of(List<Bytes> sent) {
    Optional<CertificateNames> names = CertificateNames.of(sent);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ServerChain(sent, read(sent.get(0)), names.get()));
    } catch (CertificateException e) {
      return Optional.empty(); // the names could be read, so this cannot be
    }
  }

  private static X509Certificate read(Bytes der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }

  /** {@code a.example, b.example, +3}; the common name where there is nothing else. */
  public String namesShown() {
    List<String> all = names.alternativeNames();
    if (all.isEmpty()) {
      return names.commonName().map(name -> "only the common name " + name).orElse("no name");
    }
    String shown = String.join(", ", all.subList(0, Math.min(NAMES_SHOWN, all.size())));
    return all.size() > NAMES_SHOWN ? shown + ", +" + (all.size() - NAMES_SHOWN) : shown;
  }

  public boolean covers(String host) {
    return names.covers(host);
  }

  public boolean hasAlternativeNames() {
    return !names.alternativeNames().isEmpty();
  }

  /** Whether subject and issuer are the same: no authority stands behind it. */
  public boolean selfIssued() {
    return leaf.getSubjectX500Principal().equals(leaf.getIssuerX500Principal());
  }

  public Instant validFrom() {
    return leaf.getNotBefore().toInstant();
  }

  public Instant validUntil() {
    return leaf.getNotAfter().toInstant();
  }

  public String issuer() {
    return names.issuer();
  }

  /** Whether it says where its issuer's certificate can be had (RFC 5280 section 4.2.2.1). */
  public boolean namesIssuersAddress() {
    byte[] access = leaf.getExtensionValue(AUTHORITY_INFO_ACCESS);
    return access != null && Bytes.wrap(access).toHex().contains(CA_ISSUERS);
  }

  /** All certificates that can be read, in the order sent. */
  public List<X509Certificate> certificates() {
    List<X509Certificate> all = new ArrayList<>(sent.size());
    for (Bytes each : sent) {
      try {
        all.add(read(each));
      } catch (CertificateException e) {
        // what cannot be read is nobody's issuer
      }
    }
    return all;
  }

  /** Whether the certificate of the leaf's issuer was sent along, wherever in the chain. */
  public boolean issuerSent() {
    return certificates().stream()
        .skip(1)
        .anyMatch(c -> c.getSubjectX500Principal().equals(leaf.getIssuerX500Principal()));
  }

  /**
   * Whether an intermediate seems to be missing in what was sent: the issuer is not there, and
   * either others are, or the leaf says where its issuer's certificate can be fetched, as those
   * below intermediates do.
   */
  public boolean seemsIncomplete() {
    return !selfIssued() && !issuerSent() && (sent.size() > 1 || namesIssuersAddress());
  }

  /** What of its keys and signatures is too weak for many verifiers. */
  public Optional<CertificateStrength.Weakness> weakness() {
    return CertificateStrength.of(certificates());
  }

  /** Whether both are led by the same certificate. */
  public boolean sameLeaf(ServerChain other) {
    return sent.get(0).equals(other.sent.get(0));
  }
}
