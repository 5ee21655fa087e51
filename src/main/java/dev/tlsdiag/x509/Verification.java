package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What the check of a peer's chain gave, with all that a reader needs to repeat it.
 *
 * @param identity the name the certificate had to be for; empty where no name was checked
 * @param identitySource where that name came from: {@code URL}, {@code --servername}, {@code client
 *     SNI}, {@code CONNECT authority} …
 * @param trustStore the anchors used, in words: {@code system}, a file name, {@code none}
 * @param enforced whether a problem ended the handshake; false with {@code -k}
 * @param problem the first check that failed; empty where all passed
 * @param anchor the authority of the trust store that the chain led to; empty where it led to none
 */
public record Verification(
    Optional<String> identity,
    String identitySource,
    String trustStore,
    boolean enforced,
    Optional<ChainProblem> problem,
    Optional<X509Certificate> anchor) {
  public Verification {
    requireNonNull(identity, "identity is null");
    requireNonNull(identitySource, "identitySource is null");
    requireNonNull(trustStore, "trustStore is null");
    requireNonNull(problem, "problem is null");
    requireNonNull(anchor, "anchor is null");
  }

  /** Where it is not known which authority the chain led to. */
  public Verification(
      Optional<String> identity,
      String identitySource,
      String trustStore,
      boolean enforced,
      Optional<ChainProblem> problem) {
    this(identity, identitySource, trustStore, enforced, problem, Optional.empty());
  }

  /**
   * Whether the chain was accepted because the store holds an intermediate, not the root above it.
   */
  public boolean trustsIntermediate() {
    return anchor.filter(each -> !CertificatePath.isSelfIssued(each)).isPresent();
  }
}
