package dev.tlsdiag.cli.ca;

import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.x509.ChainProblem;
import java.io.PrintWriter;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Certificates as a tree, issuers above what they issued; problems come first. */
final class CertificateTree {
  /** Up to so many certificates are shown with their fields; more are a store. */
  private static final int DETAILED = 6;

  private final Theme theme;
  private final CertificateText text;
  private final PrintWriter out;

  CertificateTree(Theme theme, Instant now, PrintWriter out) {
    this.theme = theme;
    this.text = new CertificateText(now);
    this.out = out;
  }

  void print(CertificateSource source, List<ChainProblem> problems) {
    String bad = theme.unicode() ? "✗ " : "x ";
    for (ChainProblem problem : problems) {
      boolean strict = problem.kind() == ChainProblem.Kind.NOT_STRICT;
      String head = (strict ? "! " : bad) + problem.kind().label();
      out.print(theme.paint(strict ? Role.ODD : Role.BAD, head));
      out.print(": " + Printable.escape(problem.message()) + "\n");
    }
    if (problems.isEmpty()) {
      out.print(theme.paint(Role.OK, "ok") + ": no problem found\n");
    } else {
      CertificateFindings.hint(problems.get(0))
          .ifPresent(hint -> out.print("  " + theme.paint(Role.HINT, "hint:") + " " + hint + "\n"));
    }
    String count = source.certificates().size() == 1 ? "certificate" : "certificates";
    out.print(
        "\n%s  %d %s, %s\n"
            .formatted(
                Printable.escape(source.name()),
                source.certificates().size(),
                count,
                Printable.escape(source.format())));
    Set<X509Certificate> left = new LinkedHashSet<>(source.certificates());
    for (X509Certificate each : List.copyOf(left)) {
      boolean top = source.certificates().stream().noneMatch(other -> issued(other, each));
      if (top && left.contains(each)) {
        print(each, "", "", left, source.certificates());
      }
    }
    for (X509Certificate each : List.copyOf(left)) { // issuers in a circle
      if (left.contains(each)) {
        print(each, "", "", left, source.certificates());
      }
    }
  }

  private static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    return !issuer.equals(certificate)
        && !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
        && issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private void print(
      X509Certificate certificate,
      String first,
      String rest,
      Set<X509Certificate> left,
      List<X509Certificate> all) {
    left.remove(certificate);
    String position = all.size() > 1 ? all.indexOf(certificate) + " " : "";
    out.print(
        first
            + position
            + theme.paint(Role.STRONG, CertificateText.subject(certificate))
            + "  "
            + text.left(certificate)
            + "\n");
    List<X509Certificate> below =
        all.stream().filter(each -> left.contains(each) && issued(certificate, each)).toList();
    if (all.size() <= DETAILED) {
      fields(certificate, rest + (below.isEmpty() ? "   " : theme.unicode() ? "│  " : "|  "));
    }
    for (int i = 0; i < below.size(); i++) {
      boolean last = i == below.size() - 1;
      boolean unicode = theme.unicode();
      String branch = unicode ? (last ? "└─ " : "├─ ") : "+- ";
      String trunk = last ? "   " : unicode ? "│  " : "|  ";
      if (left.contains(below.get(i))) {
        print(below.get(i), rest + branch, rest + trunk, left, all);
      }
    }
  }

  private void fields(X509Certificate certificate, String margin) {
    field(margin, "issuer", CertificateText.issuer(certificate));
    if (!CertificateText.isAuthority(certificate)) {
      List<String> names = CertificateText.names(certificate);
      field(margin, "names", names.isEmpty() ? "none" : String.join(", ", names));
    }
    field(margin, "key", CertificateText.key(certificate));
    field(margin, "valid", text.validity(certificate));
    List<String> usages = CertificateText.usages(certificate);
    String authority = CertificateText.isAuthority(certificate) ? "authority, " : "";
    field(margin, "usage", authority + (usages.isEmpty() ? "any" : String.join(", ", usages)));
    field(margin, "serial", CertificateText.serial(certificate));
    field(margin, "sha256", CertificateText.sha256(certificate));
  }

  private void field(String margin, String label, String value) {
    out.print("%s%-7s %s\n".formatted(margin, label, value));
  }
}
