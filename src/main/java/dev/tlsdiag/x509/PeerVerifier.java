package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.x509.ChainProblem.Kind;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Checks the chain that a server presented, in an order that does not change, and says which check
 * fails first (RFC 5280 section 6, RFC 9525). Revocation is not asked for.
 */
public final class PeerVerifier {
  private PeerVerifier() {}

  /**
   * What the check of a chain gave, whatever name it is for.
   *
   * @param anchor the authority of the trust store that the chain led to
   */
  public record Chain(Optional<ChainProblem> problem, Optional<X509Certificate> anchor) {
    public Chain {
      requireNonNull(problem, "problem is null");
      requireNonNull(anchor, "anchor is null");
    }
  }

  /**
   * Checks chain and name.
   *
   * @param chain as presented: the leaf, then others in any order; may be empty
   * @param identity the name asked for, a DNS name or an IP literal; empty to check no name
   * @param identitySource where that name came from, in words
   * @param enforced whether the caller ends the connection for a problem
   */
  public static Verification verify(
      List<X509Certificate> chain,
      Optional<String> identity,
      String identitySource,
      TrustAnchors anchors,
      Instant at,
      boolean enforced) {
    Chain checked = chain(chain, anchors, at);
    Optional<ChainProblem> problem = checked.problem();
    if (problem.isEmpty() && identity.isPresent()) {
      problem = nameProblem(chain.get(0), identity.get(), identitySource);
    }
    return new Verification(
        identity, identitySource, anchors.name(), enforced, problem, checked.anchor());
  }

  /** What is wrong with the chain, whatever name it is for. */
  public static Optional<ChainProblem> chainProblem(
      List<X509Certificate> chain, TrustAnchors anchors, Instant at) {
    return chain(chain, anchors, at).problem();
  }

  /** What is wrong with the chain, and where it leads. */
  public static Chain chain(List<X509Certificate> chain, TrustAnchors anchors, Instant at) {
    if (chain.isEmpty()) {
      return new Chain(
          problem(Kind.NO_CERTIFICATE, 0, "the peer sent no certificate"), Optional.empty());
    }
    CertificatePath.Search search = CertificatePath.search(chain, anchors);
    if (search.trusted().isEmpty()) {
      return new Chain(Optional.of(untrusted(search, anchors)), Optional.empty());
    }
    Optional<Chain> first = Optional.empty();
    for (List<X509Certificate> path : search.trusted()) {
      Chain checked = new Chain(PathChecks.check(path, at), Optional.of(path.get(path.size() - 1)));
      if (checked.problem().isEmpty()) {
        return checked;
      }
      first = first.or(() -> Optional.of(checked));
    }
    return first.get();
  }

  /**
   * Whether the leaf is for this name. Only subjectAltName counts, the common name does not (RFC
   * 9525 section 2).
   */
  public static Optional<ChainProblem> nameProblem(
      X509Certificate leaf, String identity, String identitySource) {
    List<SubjectName> offered = SubjectName.of(leaf);
    String asked = "'%s' (%s)".formatted(identity, identitySource);
    String subject = leaf.getSubjectX500Principal().getName();
    if (offered.isEmpty()) {
      String text =
          "the certificate '%s' has no subjectAltName, so it is for no name; asked for %s"
              .formatted(subject, asked);
      return problem(Kind.NO_SAN, 0, text);
    }
    SubjectName reference = SubjectName.reference(identity);
    if (offered.stream().anyMatch(name -> name.covers(reference))) {
      return Optional.empty();
    }
    String text = "the certificate is for %s, not for %s".formatted(Wording.names(offered), asked);
    return problem(Kind.NAME_MISMATCH, 0, text);
  }

  private static ChainProblem untrusted(CertificatePath.Search search, TrustAnchors anchors) {
    List<X509Certificate> path = search.longest();
    int top = path.size() - 1;
    X509Certificate last = path.get(top);
    String issuer = last.getIssuerX500Principal().getName();
    String store = "the trust store (%s)".formatted(anchors.name());
    if (CertificatePath.isSelfIssued(last)) {
      if (!CertificatePath.isSignedBy(last, last)) {
        String text = "the signature of '%s' does not fit its own key".formatted(issuer);
        return new ChainProblem(Kind.BAD_SIGNATURE, top, text);
      }
      String twin = twin(last, anchors);
      if (top == 0) {
        String text = "the certificate '%s' is self-signed and not in %s".formatted(issuer, store);
        return new ChainProblem(Kind.SELF_SIGNED, 0, text + twin);
      }
      String text = "the chain ends at the root '%s', which is not in %s".formatted(issuer, store);
      return new ChainProblem(Kind.UNTRUSTED_ROOT, top, text + twin);
    }
    if (search.forged().isPresent()) {
      boolean trusted = anchors.certificates().contains(search.forged().get());
      String text =
          "%s was not signed by the key of the '%s' %s"
              .formatted(
                  Wording.certificate(last, top),
                  issuer,
                  trusted ? "in " + store + ", which is another one" : "that was sent with it");
      return new ChainProblem(trusted ? Kind.UNTRUSTED_ROOT : Kind.BAD_SIGNATURE, top, text);
    }
    String text =
        "the issuer '%s' of %s was neither sent nor is it in %s"
            .formatted(issuer, top == 0 ? "the certificate" : "the last certificate", store);
    return new ChainProblem(top == 0 ? Kind.INCOMPLETE_CHAIN : Kind.UNTRUSTED_ROOT, top, text);
  }

  /** Said of a root that was made anew under its old name. */
  private static String twin(X509Certificate root, TrustAnchors anchors) {
    boolean named =
        anchors.certificates().stream()
            .anyMatch(
                anchor -> anchor.getSubjectX500Principal().equals(root.getSubjectX500Principal()));
    return named ? "; an authority of that name with another key is" : "";
  }

  private static Optional<ChainProblem> problem(Kind kind, int depth, String message) {
    return Optional.of(new ChainProblem(kind, depth, message));
  }
}
