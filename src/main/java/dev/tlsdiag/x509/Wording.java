package dev.tlsdiag.x509;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/** How certificates and names are put in words. Peers' text is in it, unescaped. */
final class Wording {
  private static final int MOST_NAMES = 20;

  private Wording() {}

  static String certificate(X509Certificate certificate, int depth) {
    return depth == 0
        ? "the certificate"
        : "the issuer '%s'".formatted(certificate.getSubjectX500Principal().getName());
  }

  /** {@code 'a', 'b' and 3 more}. */
  static String names(List<SubjectName> names) {
    String some =
        names.stream()
            .limit(MOST_NAMES)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String constraints(NameConstraints constraints) {
    String permitted = subtrees(constraints.getPermittedSubtrees());
    String excluded = subtrees(constraints.getExcludedSubtrees());
    if (permitted.isEmpty()) {
      return "excluded: " + excluded;
    }
    return "permitted: " + permitted + (excluded.isEmpty() ? "" : "; excluded: " + excluded);
  }

  private static String subtrees(GeneralSubtree[] subtrees) {
    if (subtrees == null) {
      return "";
    }
    return List.of(subtrees).stream()
        .limit(MOST_NAMES)
        .map(subtree -> text(subtree.getBase()))
        .collect(Collectors.joining(", "));
  }

  private static String text(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.iPAddress ->
          network(ASN1OctetString.getInstance(name.getName()).getOctets());
      default -> name.getName().toString();
    };
  }

  /** An address and its mask, 8 or 32 octets (RFC 5280 section 4.2.1.10), as CIDR. */
  private static String network(byte[] octets) {
    int half = octets.length / 2;
    StringBuilder text = new StringBuilder();
    int bits = 0;
    for (int i = 0; i < half; i++) {
      boolean v4 = half == 4;
      text.append(v4 ? "" + (octets[i] & 0xff) : "%02x".formatted(octets[i]));
      text.append(i == half - 1 ? "" : v4 ? "." : i % 2 == 1 ? ":" : "");
      bits += Integer.bitCount(octets[half + i] & 0xff);
    }
    String address = half == 4 ? text.toString() : SubjectName.reference(text.toString()).value();
    return address + "/" + bits;
  }
}
