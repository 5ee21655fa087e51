package dev.tlsdiag.cli.ca;

import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.ChainProblem.Kind;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.StrictChecks;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.x509.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that is wrong with some certificates, the worst first. */
final class CertificateFindings {
  /** Says as much of the store that was looked into as of the certificates. */
  private static final Set<Kind> OF_TRUST =
      EnumSet.of(Kind.SELF_SIGNED, Kind.INCOMPLETE_CHAIN, Kind.UNTRUSTED_ROOT);

  private CertificateFindings() {}

  /**
   * Of a chain as a server presents it.
   *
   * @param identity the name that was asked for
   */
  static List<ChainProblem> ofServer(
      List<X509Certificate> chain,
      Optional<String> identity,
      String identitySource,
      TrustAnchors anchors,
      Instant now) {
    List<ChainProblem> problems = new ArrayList<>();
    PeerVerifier.chainProblem(chain, anchors, now).ifPresent(problems::add);
    chain.stream()
        .findFirst()
        .flatMap(leaf -> nameProblem(leaf, identity, identitySource))
        .ifPresent(problems::add);
    addStrict(chain, problems);
    return problems;
  }

  /**
   * Of certificates in a file. Whether this machine trusts them comes last: it is not the client.
   */
  static List<ChainProblem> ofFile(
      List<X509Certificate> certificates,
      Optional<String> identity,
      TrustAnchors anchors,
      Instant now) {
    Optional<X509Certificate> leaf =
        certificates.stream().filter(each -> !CertificateText.isAuthority(each)).findFirst();
    if (leaf.isEmpty() && identity.isEmpty()) {
      return ofAuthorities(certificates, now);
    }
    List<X509Certificate> chain = new ArrayList<>(certificates);
    leaf.ifPresent(
        first -> {
          chain.remove(first);
          chain.add(0, first);
        });
    List<ChainProblem> problems =
        new ArrayList<>(ofServer(chain, identity, "--host", anchors, now));
    problems.stream()
        .filter(problem -> OF_TRUST.contains(problem.kind()))
        .findFirst()
        .ifPresent(
            problem -> {
              problems.remove(problem);
              problems.add(problem);
            });
    return problems;
  }

  private static List<ChainProblem> ofAuthorities(List<X509Certificate> certificates, Instant now) {
    List<ChainProblem> problems = new ArrayList<>();
    for (int i = 0; i < certificates.size(); i++) {
      X509Certificate each = certificates.get(i);
      Instant until = each.getNotAfter().toInstant();
      if (now.isAfter(until)) {
        String text = each.getSubjectX500Principal().getName() + " expired at " + until;
        problems.add(new ChainProblem(Kind.EXPIRED, i, text));
      }
    }
    return problems;
  }

  private static Optional<ChainProblem> nameProblem(
      X509Certificate leaf, Optional<String> identity, String source) {
    if (identity.isPresent()) {
      return PeerVerifier.nameProblem(leaf, identity.get(), source);
    }
    return SubjectName.of(leaf).isEmpty() && !CertificateText.isAuthority(leaf)
        ? Optional.of(
            new ChainProblem(
                Kind.NO_SAN,
                0,
                "the certificate '%s' has no subjectAltName, so it is for no name"
                    .formatted(leaf.getSubjectX500Principal().getName())))
        : Optional.empty();
  }

  private static void addStrict(List<X509Certificate> chain, List<ChainProblem> problems) {
    for (int i = 0; i < chain.size(); i++) {
      problems.addAll(StrictChecks.problems(chain.get(i), i));
    }
  }

  /** A strict client's objections alone are no reason to fail. */
  static boolean isFailure(List<ChainProblem> problems) {
    return problems.stream().anyMatch(problem -> problem.kind() != Kind.NOT_STRICT);
  }

  /** What to do about it, where that is clear. */
  static Optional<String> hint(ChainProblem problem) {
    if (problem.depth() > 0 && problem.kind() != Kind.UNTRUSTED_ROOT) {
      return Optional.empty(); // somebody else's certificate
    }
    return Optional.ofNullable(
        switch (problem.kind()) {
          case NO_SAN ->
              "issue it again with names: tlsdiag ca issue HOST, or tlsdiag ca sign CSR --host HOST";
          case INCOMPLETE_CHAIN ->
              "let the server send its intermediates, or trust the issuer: --ca FILE";
          case SELF_SIGNED, UNTRUSTED_ROOT -> "trust it where the client looks: tlsdiag ca env -h";
          case NOT_STRICT -> "issue it again: tlsdiag ca issue makes what strict clients accept";
          case EXPIRED, NOT_YET_VALID, NAME_MISMATCH, NAME_CONSTRAINTS ->
              "issue it again: tlsdiag ca issue HOST";
          case NO_CERTIFICATE, MALFORMED, BAD_SIGNATURE, NOT_AN_AUTHORITY, KEY_USAGE, REFUSED ->
              null;
        });
  }
}
