package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

/**
 * Why a chain of certificates is not accepted (RFC 5280 section 6, RFC 9525).
 *
 * @param depth of the certificate at fault: 0 is the leaf
 * @param message in words, with the values compared: names asked and offered, times
 */
public record ChainProblem(Kind kind, int depth, String message) {

  /** The check that failed, in the order in which they are made. */
  public enum Kind {
    /** The peer sent no certificate. */
    NO_CERTIFICATE("no-certificate"),
    /** A certificate cannot be read. */
    MALFORMED("malformed"),
    /** The leaf is its own issuer, and not an anchor. */
    SELF_SIGNED("self-signed"),
    /** The chain lacks an intermediate: the leaf's issuer is neither sent nor an anchor. */
    INCOMPLETE_CHAIN("incomplete-chain"),
    /** The chain is whole, and its root is not among the anchors. */
    UNTRUSTED_ROOT("untrusted-root"),
    /** A signature does not fit its issuer's key. */
    BAD_SIGNATURE("bad-signature"),
    EXPIRED("expired"),
    NOT_YET_VALID("not-yet-valid"),
    /** An issuer is no authority, or may not issue at this depth. */
    NOT_AN_AUTHORITY("not-an-authority"),
    /** An issuer may not issue for this name. */
    NAME_CONSTRAINTS("name-constraints"),
    KEY_USAGE("key-usage"),
    /**
     * The runtime's validator refuses it: a weak algorithm, a critical extension it cannot read.
     */
    REFUSED("refused"),
    /** The leaf has no subjectAltName, which is the only place names are looked for. */
    NO_SAN("no-san"),
    NAME_MISMATCH("name-mismatch"),
    /** Strict verifiers refuse it: AKI or SKI missing, basicConstraints not critical … */
    NOT_STRICT("not-strict");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public ChainProblem {
    requireNonNull(kind, "kind is null");
    requireNonNull(message, "message is null");
  }
}
