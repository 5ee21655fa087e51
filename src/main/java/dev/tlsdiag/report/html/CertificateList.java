package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The chain that a server presented, the leaf lowest: names, issuer, validity.
 *
 * @param now what is left of a validity is counted from then: when the chain was seen
 */
public record CertificateList(Instant now) {
  private static final Duration SOON = Duration.ofDays(14);

  public CertificateList {
    requireNonNull(now, "now is null");
  }

  /**
   * @param chain as presented, DER each
   */
  public Markup of(List<Bytes> chain) {
    Markup out = new Markup();
    List<Bytes> fromTheTop = new ArrayList<>(chain);
    Collections.reverse(fromTheTop);
    for (Bytes each : fromTheTop) {
      out.open("ul", "class", "tree").open("li");
      certificate(each, out);
    }
    for (int i = 0; i < chain.size(); i++) {
      out.close("li").close("ul");
    }
    return out.line();
  }

  private void certificate(Bytes der, Markup out) {
    X509Certificate certificate;
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
    } catch (CertificateException e) {
      out.open("p").add(Parts.chip(Role.BAD, "unreadable"));
      out.text(" a certificate of %,d bytes".formatted(der.length())).close("p");
      return;
    }
    CertificateText text = new CertificateText(now);
    out.open("p").open("strong").printable(cut(CertificateText.subject(certificate)));
    out.close("strong").text(" ").add(Parts.chip(role(certificate), text.left(certificate)));
    out.close("p").open("dl", "class", "facts");
    fact("issuer", cut(CertificateText.issuer(certificate)), out);
    if (!CertificateText.isAuthority(certificate)) {
      List<String> names = CertificateText.names(certificate);
      fact("names", names.isEmpty() ? "none" : cut(String.join(", ", names)), out);
    }
    fact("valid", text.validity(certificate), out);
    fact("key", CertificateText.key(certificate), out);
    List<String> usages = CertificateText.usages(certificate);
    String authority = CertificateText.isAuthority(certificate) ? "authority, " : "";
    fact("usage", authority + (usages.isEmpty() ? "any" : cut(String.join(", ", usages))), out);
    fact("sha256", CertificateText.sha256(certificate), out);
    out.close("dl");
  }

  /** Escaped already. */
  private static String cut(String escaped) {
    return Printable.cut(escaped, Parts.LONGEST, "…");
  }

  private Role role(X509Certificate certificate) {
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until) || now.isBefore(certificate.getNotBefore().toInstant())) {
      return Role.BAD;
    }
    return now.plus(SOON).isAfter(until) ? Role.ODD : Role.OK;
  }

  private static void fact(String name, String printable, Markup out) {
    out.open("div").element("dt", name).open("dd").printable(printable).close("dd").close("div");
  }
}
