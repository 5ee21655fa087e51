package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The authorities that a verifier trusts.
 *
 * @param name in words, as a report shows it: {@code system}, a file name, {@code system + ca.pem}
 * @param certificates without repetition
 */
public record TrustAnchors(String name, List<X509Certificate> certificates) {
  public TrustAnchors {
    requireNonNull(name, "name is null");
    certificates = certificates.stream().distinct().toList();
  }

  public TrustAnchors and(TrustAnchors other) {
    List<X509Certificate> both = new ArrayList<>(certificates);
    both.addAll(other.certificates);
    return new TrustAnchors(name + " + " + other.name, both);
  }
}
