package dev.tlsdiag.trace;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.SubjectName;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The names that a server's certificate is for.
 *
 * @param commonName of the subject; clients ignore it where there are alternative names (RFC 9525)
 * @param alternativeNames DNS names and IP addresses of subjectAltName in their order
 * @param issuer the issuer's common name, else its whole distinguished name
 */
public record CertificateNames(
    Optional<String> commonName, List<String> alternativeNames, String issuer) {
  public CertificateNames {
    alternativeNames = List.copyOf(alternativeNames);
  }

  /** Of the leaf of a chain; empty where there is none, or it cannot be read. */
  public static Optional<CertificateNames> of(List<Bytes> chain) {
    if (chain.isEmpty()) {
      return Optional.empty();
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      var leaf =
          (X509Certificate)
              factory.generateCertificate(new ByteArrayInputStream(chain.get(0).toArray()));
      String subject = leaf.getSubjectX500Principal().getName();
      List<String> names = SubjectName.of(leaf).stream().map(SubjectName::value).toList();
      String issuer = leaf.getIssuerX500Principal().getName();
      return Optional.of(
          new CertificateNames(commonName(subject), names, commonName(issuer).orElse(issuer)));
    } catch (CertificateException e) {
      return Optional.empty(); // the peer's mistake; the report says the certificate is unreadable
    }
  }

  /** The name that a reader knows it by: the first alternative name, else the common name. */
  public String shown() {
    if (alternativeNames.isEmpty()) {
      return commonName.map(name -> "CN " + name).orElse("no name");
    }
    int more = alternativeNames.size() - 1;
    return alternativeNames.get(0) + (more == 0 ? "" : " +" + more);
  }

  /**
   * Whether it is for this host, as {@link SubjectName#covers} compares; unlike there the common
   * name stands in for missing alternative names, because old clients take it.
   */
  public boolean covers(String host) {
    List<String> names =
        alternativeNames.isEmpty() ? commonName.map(List::of).orElse(List.of()) : alternativeNames;
    SubjectName wanted = SubjectName.reference(host);
    return names.stream().map(SubjectName::reference).anyMatch(name -> name.covers(wanted));
  }

  private static Optional<String> commonName(String distinguishedName) {
    try {
      return new LdapName(distinguishedName)
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(Object::toString)
              .reduce((first, last) -> last);
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
