package dev.tlsdiag.trust;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * Authorities for a client that takes one file of them: each once, none expired.
 *
 * @param certificates in the order given
 * @param expired left out
 * @param duplicates how many were left out because an authority of that name and key, valid as long
 *     or longer, is in
 */
public record TrustBundle(
    List<X509Certificate> certificates, List<X509Certificate> expired, int duplicates) {
  public TrustBundle {
    certificates = List.copyOf(certificates);
    expired = List.copyOf(expired);
  }

  /** Two certificates of one authority: same name, same key. */
  private record Authority(X500Principal name, PublicKey key) {}

  public static TrustBundle of(List<X509Certificate> all, Instant now) {
    Map<Authority, X509Certificate> kept = new LinkedHashMap<>();
    List<X509Certificate> expired = new ArrayList<>();
    int duplicates = 0;
    for (X509Certificate each : all) {
      if (now.isAfter(each.getNotAfter().toInstant())) {
        expired.add(each);
        continue;
      }
      var authority = new Authority(each.getSubjectX500Principal(), each.getPublicKey());
      X509Certificate other = kept.putIfAbsent(authority, each);
      if (other != null) {
        duplicates++;
        if (each.getNotAfter().toInstant().isAfter(other.getNotAfter().toInstant())) {
          kept.put(authority, each);
        }
      }
    }
    return new TrustBundle(List.copyOf(kept.values()), expired, duplicates);
  }

  /** PEM, with a comment above each that names it; all in ASCII. */
  public String pem() {
    StringBuilder text = new StringBuilder();
    for (X509Certificate each : certificates) {
      String name = each.getSubjectX500Principal().getName();
      text.append("# ")
          .append(name.replaceAll("[^ -~]", "?"))
          .append(", until ")
          .append(each.getNotAfter().toInstant())
          .append('\n')
          .append(PemWriter.certificates(List.of(each)))
          .append('\n');
    }
    return text.toString();
  }
}
