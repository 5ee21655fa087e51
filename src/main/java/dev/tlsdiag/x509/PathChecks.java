package dev.tlsdiag.x509;

import dev.tlsdiag.x509.ChainProblem.Kind;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/** The checks of a path that leads to a trusted authority, in the order of {@link Kind}. */
final class PathChecks {
  private static final int KEY_CERT_SIGN = 5;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_ENCIPHERMENT = 2;
  private static final int KEY_AGREEMENT = 4;
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String ANY_USAGE = "2.5.29.37.0";

  private PathChecks() {}

  /** The first problem of a path: leaf first, its last certificate is the anchor. */
  static Optional<ChainProblem> check(List<X509Certificate> path, Instant at) {
    return first(
        validity(path, at),
        authorities(path),
        constraints(path),
        usage(path.get(0)),
        jdk(path, at));
  }

  @SafeVarargs
  private static Optional<ChainProblem> first(Optional<ChainProblem>... problems) {
    for (Optional<ChainProblem> problem : problems) {
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  static Optional<ChainProblem> validity(List<X509Certificate> path, Instant at) {
    for (int i = 0; i < path.size(); i++) {
      Instant end = path.get(i).getNotAfter().toInstant();
      if (at.isAfter(end)) {
        String text = "%s expired at %s; it is %s".formatted(name(path, i), end, Wording.time(at));
        return problem(Kind.EXPIRED, i, text);
      }
    }
    for (int i = 0; i < path.size(); i++) {
      Instant begin = path.get(i).getNotBefore().toInstant();
      if (at.isBefore(begin)) {
        String text =
            "%s is valid from %s on; it is %s".formatted(name(path, i), begin, Wording.time(at));
        return problem(Kind.NOT_YET_VALID, i, text);
      }
    }
    return Optional.empty();
  }

  private static Optional<ChainProblem> authorities(List<X509Certificate> path) {
    for (int i = 1; i < path.size(); i++) {
      X509Certificate issuer = path.get(i);
      int below = 0; // self-issued certificates do not count, RFC 5280 section 4.2.1.9
      for (X509Certificate between : path.subList(1, i)) {
        below += CertificatePath.isSelfIssued(between) ? 0 : 1;
      }
      boolean oldRoot = i == path.size() - 1 && issuer.getVersion() < 3;
      boolean[] usage = issuer.getKeyUsage();
      String text = null;
      if (issuer.getBasicConstraints() < 0 && !oldRoot) {
        text = "is no authority (basicConstraints is missing or says CA:FALSE)";
      } else if (usage != null && !usage[KEY_CERT_SIGN]) {
        text = "may not sign certificates (its keyUsage lacks keyCertSign)";
      } else if (!oldRoot && issuer.getBasicConstraints() < below) {
        text =
            "allows %d authorities below it, the chain has %d"
                .formatted(issuer.getBasicConstraints(), below);
      }
      if (text != null) {
        return problem(Kind.NOT_AN_AUTHORITY, i, name(path, i) + " " + text);
      }
    }
    return Optional.empty();
  }

  /** Of every issuer on the names of the leaf, the only ones that this program asks for. */
  private static Optional<ChainProblem> constraints(List<X509Certificate> path) {
    List<SubjectName> names = SubjectName.of(path.get(0));
    for (int i = 1; i < path.size(); i++) {
      byte[] value = path.get(i).getExtensionValue(Extension.nameConstraints.getId());
      if (value == null) {
        continue;
      }
      try {
        var constraints =
            NameConstraints.getInstance(ASN1OctetString.getInstance(value).getOctets());
        for (SubjectName name : names) {
          if (!permits(constraints, name)) {
            String text =
                "%s may not issue for '%s' (%s)"
                    .formatted(name(path, i), name, Wording.constraints(constraints));
            return problem(Kind.NAME_CONSTRAINTS, i, text);
          }
        }
      } catch (IllegalArgumentException e) {
        return problem(Kind.MALFORMED, i, name(path, i) + " has unreadable name constraints");
      }
    }
    return Optional.empty();
  }

  private static boolean permits(NameConstraints constraints, SubjectName name) {
    var validator = new PKIXNameConstraintValidator();
    GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
    GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
    if (permitted != null) {
      validator.intersectPermittedSubtree(permitted);
    }
    for (GeneralSubtree subtree : excluded == null ? new GeneralSubtree[0] : excluded) {
      validator.addExcludedSubtree(subtree);
    }
    int type =
        switch (name.kind()) {
          case DNS -> GeneralName.dNSName;
          case IP -> GeneralName.iPAddress;
        };
    try {
      GeneralName general = new GeneralName(type, name.value());
      validator.checkPermitted(general);
      validator.checkExcluded(general);
      return true;
    } catch (NameConstraintValidatorException e) {
      return false;
    }
  }

  private static Optional<ChainProblem> usage(X509Certificate leaf) {
    try {
      List<String> purposes = leaf.getExtendedKeyUsage();
      if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_USAGE)) {
        String text = "the certificate is not for servers (extendedKeyUsage lacks serverAuth)";
        return problem(Kind.KEY_USAGE, 0, text);
      }
    } catch (CertificateParsingException e) {
      return problem(Kind.MALFORMED, 0, "the certificate has an unreadable extendedKeyUsage");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null
        && !usage[DIGITAL_SIGNATURE]
        && !usage[KEY_ENCIPHERMENT]
        && !usage[KEY_AGREEMENT]) {
      String text = "its keyUsage allows neither digitalSignature nor keyEncipherment";
      return problem(Kind.KEY_USAGE, 0, "the certificate is not for TLS: " + text);
    }
    return Optional.empty();
  }

  /** The runtime's own validator, for what is not checked above: weak algorithms, unknown rules. */
  private static Optional<ChainProblem> jdk(List<X509Certificate> path, Instant at) {
    if (path.size() == 1) {
      return Optional.empty(); // the anchor itself
    }
    X509Certificate anchor = path.get(path.size() - 1);
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(path.subList(0, path.size() - 1)),
              parameters);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      int depth = Math.max(0, e.getIndex());
      String text = name(path, depth) + " is refused: " + e.getMessage();
      return problem(Kind.REFUSED, depth, text);
    } catch (GeneralSecurityException e) {
      return problem(Kind.MALFORMED, 0, "the chain cannot be checked: " + e.getMessage());
    }
  }

  private static String name(List<X509Certificate> path, int depth) {
    return Wording.certificate(path.get(depth), depth);
  }

  private static Optional<ChainProblem> problem(Kind kind, int depth, String message) {
    return Optional.of(new ChainProblem(kind, depth, message));
  }
}
