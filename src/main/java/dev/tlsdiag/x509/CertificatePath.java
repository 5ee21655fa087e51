package dev.tlsdiag.x509;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the way from a leaf to an authority that is trusted, over the certificates that the
 * peer sent in whatever order (RFC 8446 section 4.4.2 asks clients to put up with that).
 */
final class CertificatePath {
  /** Bounds for hostile chains: certificates in a path, paths looked at, signatures checked. */
  private static final int MAX_LENGTH = 10;

  private static final int MAX_PATHS = 16;

  private static final int MAX_SIGNATURES = 64;

  private final List<X509Certificate> presented;
  private final TrustAnchors anchors;
  private final List<List<X509Certificate>> trusted = new ArrayList<>();
  private List<X509Certificate> longest = List.of();
  private Optional<X509Certificate> forged = Optional.empty();
  private int signatures;

  private CertificatePath(List<X509Certificate> presented, TrustAnchors anchors) {
    this.presented = presented;
    this.anchors = anchors;
  }

  /**
   * What was found.
   *
   * @param trusted paths, leaf first, each with its anchor as last certificate; where there are
   *     several, an authority was cross-signed
   * @param longest the way as far as it goes where none is trusted, leaf first
   * @param forged an issuer by name, whose key did not make the signature below it
   */
  record Search(
      List<List<X509Certificate>> trusted,
      List<X509Certificate> longest,
      Optional<X509Certificate> forged) {}

  /** Of a chain that has at least a leaf. */
  static Search search(List<X509Certificate> chain, TrustAnchors anchors) {
    CertificatePath search = new CertificatePath(chain, anchors);
    search.extend(List.of(chain.get(0)));
    return new Search(search.trusted, search.longest, search.forged);
  }

  private void extend(List<X509Certificate> path) {
    X509Certificate top = path.get(path.size() - 1);
    if (anchors.certificates().contains(top)) {
      trusted.add(path);
      return;
    }
    if (path.size() > longest.size()) {
      longest = path;
    }
    if (isSelfIssued(top) || path.size() == MAX_LENGTH) {
      return;
    }
    for (List<X509Certificate> candidates : List.of(anchors.certificates(), presented)) {
      for (X509Certificate issuer : candidates) {
        if (isNamedIn(issuer, top)
            && !path.contains(issuer)
            && trusted.size() < MAX_PATHS
            && signatures++ < MAX_SIGNATURES) {
          if (isSignedBy(top, issuer)) {
            List<X509Certificate> longer = new ArrayList<>(path);
            longer.add(issuer);
            extend(longer);
          } else if (forged.isEmpty()) {
            forged = Optional.of(issuer);
          }
        }
      }
    }
  }

  private static boolean isNamedIn(X509Certificate issuer, X509Certificate certificate) {
    return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  static boolean isSelfIssued(X509Certificate certificate) {
    return isNamedIn(certificate, certificate);
  }

  static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // also a key or an algorithm that this runtime does not know
    }
  }
}
